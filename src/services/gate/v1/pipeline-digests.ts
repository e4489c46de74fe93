import type { ChangeEvent } from '../../../platform/events/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import { digestOf, type PipelineDigest } from './pipeline-digest.ts'

export interface PipelineDigests {
  /** An application's pipelines, then its strategies, in the order in which they are shown. */
  of(application: string): Promise<readonly PipelineDigest[]>
  /** Forgets what an event says has changed. */
  heard(event: ChangeEvent): void
  /** Events were lost: forgets everything. */
  gap(): void
}

/** The applications most lately asked for; beyond that the oldest is let go. */
const mostKept = 50

/**
 * A list asks for its pipelines whenever one of their executions moves, and a thousand pipelines are megabytes to read and to
 * parse. So their digests are kept, for each user by themselves, until the change feed says that a pipeline was saved.
 */
export function createPipelineDigests(front50: Front50Client): PipelineDigests {
  const kept = new Map<string, { readonly application: string; readonly read: Promise<readonly PipelineDigest[]> }>()

  async function read(application: string): Promise<readonly PipelineDigest[]> {
    const [pipelines, strategies] = await Promise.all([
      front50.listConfigsOf('pipelines', application),
      front50.listConfigsOf('strategies', application),
    ])
    return [...pipelines.map((config) => digestOf(config)), ...strategies.map((config) => digestOf(config, true))]
  }

  return {
    of(application) {
      const name = application.toLowerCase()
      const key = JSON.stringify([name, currentIdentity().user])
      const known = kept.get(key)
      if (known !== undefined) return known.read
      const entry = { application: name, read: read(application) }
      kept.set(key, entry)
      // What failed is asked for again by the next who wants it.
      entry.read.catch(() => kept.get(key) === entry && kept.delete(key))
      if (kept.size > mostKept) kept.delete(kept.keys().next().value as string)
      return entry.read
    },
    heard(event) {
      if (event.type !== 'pipeline' && event.type !== 'application') return
      const changed = event.application.toLowerCase()
      for (const [key, { application }] of kept) if (application === changed) kept.delete(key)
    },
    gap: () => kept.clear(),
  }
}
