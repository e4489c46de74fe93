import { closeSync, existsSync, openSync, readSync, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** How much of the end of a log is read to find its last lines. */
const tailBytes = 1024 * 1024

/** The last lines of a file; none of one that is not there. */
export function lastLines(path: string, count: number): string[] {
  if (count <= 0 || !existsSync(path)) return []
  const size = sizeOf(path)
  const text = readFrom(path, Math.max(0, size - tailBytes), size)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count)
}

/** The last lines of a file, then those that are written while nobody aborts; a file that begins anew is read from its beginning. */
export async function* follow(path: string, count: number, signal?: AbortSignal): AsyncIterable<string> {
  yield* lastLines(path, count)
  if (signal === undefined) return
  let position = existsSync(path) ? sizeOf(path) : 0
  let rest = ''
  let wake = () => {}
  const watcher = watch(dirname(path), (_, name) => {
    if (name === basename(path)) wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      const size = existsSync(path) ? sizeOf(path) : 0
      if (size < position) position = 0
      if (size > position) {
        const lines = (rest + readFrom(path, position, size)).split('\n')
        position = size
        rest = lines.pop() ?? ''
        yield* lines
      } else await changed
    }
  } finally {
    watcher.close()
  }
}

const sizeOf = (path: string) => statSync(path).size

function readFrom(path: string, from: number, to: number): string {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(to - from)
    readSync(descriptor, buffer, 0, buffer.length, from)
    return buffer.toString('utf8')
  } finally {
    closeSync(descriptor)
  }
}
