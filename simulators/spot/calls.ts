/** A call as it came in, without its headers: a token never gets into the record. */
export type CallRecord = {
  at: number
  method: string
  url: string
  /** The route template with its method, or `unknown`. */
  route: string
  accountId: string | null
  /** 0 when no answer was sent. */
  status: number
  fault: string | null
  body: unknown
}

const KEPT = 1000

/** What the simulator was asked: a count for each route and the last 1,000 calls. */
export function createCallRecord() {
  let counts: { [route: string]: number } = {}
  let recent: CallRecord[] = []
  return {
    add(call: CallRecord): void {
      counts[call.route] = (counts[call.route] ?? 0) + 1
      recent.push(call)
      if (recent.length > KEPT * 2) recent = recent.slice(-KEPT)
    },
    /** Calls for each route template, such as `GET /aws/ec2/group/:groupId/status`. */
    counts: (): { [route: string]: number } => ({ ...counts }),
    recent: (): CallRecord[] => recent.slice(-KEPT),
    clear(): void {
      counts = {}
      recent = []
    },
  }
}

export type Calls = ReturnType<typeof createCallRecord>
