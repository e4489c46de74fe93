import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { problem } from '../errors/index.ts'

export interface TarEntry {
  /** Relative, with slashes, below the folder that the archive is of. */
  readonly path: string
  readonly content: Buffer
  /** Permission bits. */
  readonly mode: number
}

export interface TarLimits {
  readonly maxEntries?: number
  /** Of all contents together. */
  readonly maxBytes?: number
}

/** An uncompressed tar of plain files, in the order in which they are given; the same files are the same bytes. */
export async function writeTar(entries: Iterable<TarEntry>, modifiedAt: Date): Promise<Buffer> {
  const archive = pack()
  const chunks: Buffer[] = []
  const collected = (async () => {
    for await (const chunk of archive) chunks.push(chunk as Buffer)
  })()
  for (const { path, content, mode } of entries) archive.entry({ name: path, mode, mtime: modifiedAt }, content)
  archive.finalize()
  await collected
  return Buffer.concat(chunks)
}

/**
 * The plain files of a tar that somebody brings. One that leaves its folder, is a link or a device, or is larger than allowed makes the
 * whole archive `invalid`: nothing of it is to be used. `what` names it in errors.
 */
export async function readTar(bytes: Buffer, what: string, limits: TarLimits = {}): Promise<TarEntry[]> {
  const { maxEntries = 10_000, maxBytes = 256 * 1024 * 1024 } = limits
  const entries: TarEntry[] = []
  let total = 0
  const archive = extract()
  archive.on('entry', (header, stream, next) => {
    void (async () => {
      const path = safePath(header.name, what)
      if (header.type === 'directory') {
        stream.resume()
        return
      }
      if (header.type !== 'file' && header.type !== 'contiguous-file')
        throw problem('invalid', `${what} has '${path}', which is no plain file but a ${header.type}; it was not read.`)
      const chunks: Buffer[] = []
      for await (const chunk of stream) {
        total += (chunk as Buffer).length
        if (total > maxBytes) throw problem('tooLarge', `${what} holds more than ${maxBytes} bytes; it was not read.`)
        chunks.push(chunk as Buffer)
      }
      if (entries.length === maxEntries)
        throw problem('tooLarge', `${what} holds more than ${maxEntries} files; it was not read.`)
      entries.push({ path, content: Buffer.concat(chunks), mode: (header.mode ?? 0o600) & 0o777 })
    })().then(() => next(), next)
  })
  try {
    await pipeline(Readable.from([bytes]), archive)
  } catch (error) {
    if ((error as { code?: string }).code === 'invalid' || (error as { code?: string }).code === 'tooLarge') throw error
    throw problem('invalid', `${what} is not a tar archive: ${(error as Error).message}`)
  }
  return entries
}

function safePath(name: string, what: string): string {
  const path = posix.normalize(name).replace(/^\.\//, '')
  const leaves = posix.isAbsolute(path) || path.split('/').includes('..') || path.includes('\\') || path.includes('\0')
  if (leaves) throw problem('invalid', `${what} has '${name}', which leads out of its folder; it was not read.`)
  return path
}
