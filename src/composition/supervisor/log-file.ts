import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const mostBytes = 50 * 1024 * 1024
const keptFiles = 3

/** Appends lines to a file that only its owner reads; a full one is put aside as `<path>.1`, and so on, and the oldest forgotten. */
export function logFile(path: string, most = mostBytes): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let bytes = sizeOf(path)
  return (line) => {
    if (bytes > most) {
      for (let index = keptFiles; index > 0; index -= 1)
        rename(index === 1 ? path : `${path}.${index - 1}`, `${path}.${index}`)
      bytes = 0
    }
    const text = `${line}\n`
    appendFileSync(path, text, { mode: 0o600 })
    bytes += Buffer.byteLength(text)
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function rename(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to)
}
