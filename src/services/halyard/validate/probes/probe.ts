import type { OutboundAnswer, OutboundCall } from '../../../../platform/outbound/index.ts'
import type { Remark } from '../rule.ts'

/** A question to somebody else about one node of a deployment. */
export interface Probe {
  /** The node below the deployment, such as `provider.spot.prod`. */
  readonly at: string
  /** Whom it asks, for progress and for a time-out: "the Spot API". */
  readonly asks: string
  run(means: Means): Promise<readonly Answer[]>
}

/** What a probe has to say of its node. */
export type Answer = Omit<Remark, 'at'>

/** What a probe may use. Everything ends with `signal`. */
export interface Means {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** A call; what answers with a status of 400 or more is an answer too. Throws when nothing answers. */
  call(call: Omit<OutboundCall, 'timeoutMs'>): Promise<OutboundAnswer>
  /** The value behind `encrypted:…`, or the value itself. */
  reveal(value: string): Promise<string>
  /** The text of a local file, by its path in the halconfig or a reference. */
  readFile(path: string): Promise<string>
  /** Runs a program. */
  runProgram(
    program: string,
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): Promise<{ code: number | null; stdout: string; stderr: string }>
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

/** What an answer of a status means for somebody whose credentials were refused, or whose address is wrong. */
export function refusal(
  what: string,
  { status }: OutboundAnswer,
  remedies: { credentials: string; address?: string },
): readonly Answer[] {
  if (status < 400) return []
  if (status === 401)
    return [{ severity: 'ERROR', says: `${what} does not know these credentials (401).`, remedy: remedies.credentials }]
  if (status === 403)
    return [
      {
        severity: 'ERROR',
        says: `${what} knows these credentials, and does not let them in (403).`,
        remedy: remedies.credentials,
      },
    ]
  if (status === 404)
    return [
      {
        severity: 'ERROR',
        says: `${what} answers, but has nothing there (404).`,
        ...(remedies.address === undefined ? {} : { remedy: remedies.address }),
      },
    ]
  return [
    {
      severity: 'WARNING',
      says: `${what} answers with ${status}; it was not found out whether the credentials are right.`,
    },
  ]
}
