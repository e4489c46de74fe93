import { join } from 'node:path'
import { overHttp, type Transport } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { type Document, documentKinds } from './documents/index.ts'
import { type Means, type Place, places } from './import-places.ts'

export interface ImportOptions {
  readonly gate: string
  /** A Front50 for what Gate does not take. */
  readonly front50?: string | undefined
  /** Replaces what is there already. */
  readonly overwrites: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (done: number, of: number) => void
}

/** A document that was not imported, and why. */
export interface Left {
  readonly kind: string
  readonly id: string
  readonly why: string
  readonly document: Document
}

/** What became of each document, by its kind and id. */
export interface Imported {
  readonly created: readonly string[]
  readonly replaced: readonly string[]
  /** Was there already, and stays as it is. */
  readonly there: readonly string[]
  readonly failed: readonly Left[]
  /** Has no place in this release. */
  readonly notTaken: readonly Left[]
}

/** How many documents are saved side by side. */
const atOnce = 4

/**
 * Brings documents into a running installation under the ids that they had, each kind after those that it is made of. A second time
 * changes nothing. One that is refused does not keep the others from coming. Throws `unavailable` when there is no Gate.
 */
export async function importDocuments(documents: readonly Document[], options: ImportOptions): Promise<Imported> {
  const gate = overHttp('gate', options.gate)
  const front50 = options.front50 === undefined ? undefined : overHttp('front50', options.front50)
  const imported = { created: [], replaced: [], there: [], failed: [], notTaken: [] } as {
    -readonly [K in keyof Imported]: Imported[K] extends readonly (infer E)[] ? E[] : never
  }
  try {
    await requireGate(gate, options.gate)
    const means: Means = { gate, front50, signal: options.signal ?? new AbortController().signal, documents }
    let done = 0
    for (const kind of documentKinds) {
      const waiting = documents.filter((document) => document.kind === kind)
      const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          options.signal?.throwIfAborted()
          await importOne(next, places[kind], means, options.overwrites, imported)
          options.onProgress?.(++done, documents.length)
        }
      }
      await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, worker))
    }
    return imported
  } finally {
    await gate.close()
    await front50?.close()
  }
}

/** Before anything is saved: what is at that address may be the Gate that the documents come from. */
async function requireGate(gate: Transport, address: string): Promise<void> {
  const { status } = await gate.call({ method: 'GET', path: '/v1/stages' })
  if (status === 404)
    throw problem(
      'invalid',
      `What answers at ${address} is no Gate of this release; nothing was imported. Name the right one: --gate URL`,
    )
  if (status >= 400)
    throw problem('unavailable', `The Gate at ${address} answered ${status}; nothing was imported. Look at its log.`)
}

async function importOne(
  document: Document,
  place: Place | undefined,
  means: Means,
  overwrites: boolean,
  imported: { created: string[]; replaced: string[]; there: string[]; failed: Left[]; notTaken: Left[] },
): Promise<void> {
  const { kind, id } = document
  const label = `${kind} ${id}`
  const left = (why: string): Left => ({ kind: document.group ?? kind, id, why, document })
  const unfit = place?.unfit?.(means) ?? (place === undefined ? 'It has no place in this release.' : undefined)
  if (place === undefined || unfit !== undefined) {
    imported.notTaken.push(left(unfit!))
    return
  }
  try {
    const isThere = await place.isThere(document, means)
    if (isThere && !overwrites) imported.there.push(label)
    else {
      await place.save(document, means, isThere)
      imported[isThere ? 'replaced' : 'created'].push(label)
    }
  } catch (error) {
    means.signal.throwIfAborted()
    imported.failed.push(left((error as Error).message))
  }
}

/** Keeps what was not imported, for its owner alone; returns where, or undefined when all of it was. */
export function keep(home: HalHome, { failed, notTaken }: Imported): string | undefined {
  const left = [...failed, ...notTaken]
  if (left.length === 0) return undefined
  const path = join(home.directory, '.migrated', 'not-imported.json')
  writeAtomically(path, `${JSON.stringify(left, null, 2)}\n`)
  return path
}
