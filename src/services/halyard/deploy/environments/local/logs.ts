import { releasedServices, type ServiceName } from '../../../names.ts'
import { follow, lastLines } from '../../log-files.ts'

/** How many lines of all services are looked at for those of one. */
const mostLines = 100_000

/** The lines of one service in the log that all share, and those that belong to none: what the process itself has to say. */
export async function* logsOf(
  path: string,
  service: ServiceName,
  count: number,
  signal?: AbortSignal,
): AsyncIterable<string> {
  if (!releasedServices.includes(service)) return
  const isIts = (line: string) => {
    const owner = ownerOf(line)
    return owner === undefined || owner === service
  }
  yield* lastLines(path, mostLines).filter(isIts).slice(-count)
  if (signal === undefined) return
  for await (const line of follow(path, 0, signal)) if (isIts(line)) yield line
}

/** The service that a line is of; undefined where it is of the process itself. */
export function ownerOf(line: string): unknown {
  if (!line.startsWith('{')) return undefined
  try {
    return (JSON.parse(line) as { service?: unknown }).service
  } catch {
    return undefined
  }
}
