import type { FastifyPluginAsync } from 'fastify'
import type { PipelineConfig } from '../../front50/client.ts'
import type { Backends } from '../backends.ts'
import { objects } from './pipeline-digest.ts'

type Json = Record<string, unknown>

/** One content of a template, under every tag that stands for it. */
export interface TemplateVersion {
  /** SHA-256; a template of version 1 has none. */
  readonly digest?: string
  readonly tags: readonly string[]
  /** Epoch milliseconds, as text. */
  readonly updateTs?: string
  readonly lastModifiedBy?: string
}

/** A pipeline template as a list shows it, without its stages. */
export interface TemplateDigest {
  readonly id: string
  readonly schema: 'v2' | '1'
  readonly name: string
  readonly description?: string
  readonly owner?: string
  readonly scopes: readonly string[]
  readonly protect?: true
  readonly variables: number
  readonly stages: number
  /** The newest first. */
  readonly versions: readonly TemplateVersion[]
  /** How many pipelines are made of it, of whichever version. */
  readonly usedBy: number
}

/** All pipeline templates, each once, with its versions and how much is made of it. */
export function templateListRoutes({ front50 }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/pipelineTemplates', async (): Promise<TemplateDigest[]> => {
      // Templates of both versions and every version of each are kept in one place, and this route lists them all.
      const [stored, pipelines] = await Promise.all([front50.listV1Templates([]), front50.listConfigs('pipelines')])
      const uses = new Map<string, number>()
      for (const id of pipelines.map(templateIdOf)) if (id !== undefined) uses.set(id, (uses.get(id) ?? 0) + 1)
      return [...Map.groupBy(stored, ({ id }) => String(id))]
        .map(([id, all]) => digestOf(id, all, uses.get(id) ?? 0))
        .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
    })
  }
}

/** The id of the stored template that a pipeline is made of, whichever version. */
export function templateIdOf({ template, config }: PipelineConfig): string | undefined {
  const inner = ((config as Json | undefined)?.pipeline as Json | undefined)?.template as Json | undefined
  const address = (template as Json | undefined)?.reference ?? inner?.source
  return typeof address === 'string' ? /^spinnaker:\/\/([^:@]+)/.exec(address)?.[1] : undefined
}

function digestOf(id: string, all: readonly Json[], usedBy: number): TemplateDigest {
  const byDigest = Map.groupBy(all, ({ digest }) => String(digest ?? ''))
  // What has no digest is either of version 1, or the copy of the newest content under the id alone.
  if (byDigest.size > 1) byDigest.delete('')
  const versions = [...byDigest.values()].map(versionOf).sort((a, b) => Number(b.updateTs) - Number(a.updateTs))
  const newest = all.find(({ tag }) => tag === 'latest') ?? all[0]!
  const metadata = (newest.metadata ?? {}) as Json
  const pipeline = (newest.pipeline ?? {}) as Json
  return {
    id,
    schema: newest.schema === 'v2' ? 'v2' : '1',
    name: text(metadata.name) ?? id,
    ...(text(metadata.description) ? { description: text(metadata.description)! } : {}),
    ...(text(metadata.owner) ? { owner: text(metadata.owner)! } : {}),
    scopes: Array.isArray(metadata.scopes) ? metadata.scopes.map(String) : [],
    ...(newest.protect === true ? { protect: true } : {}),
    variables: objects(newest.variables).length,
    stages: objects(pipeline.stages ?? newest.stages).length,
    versions,
    usedBy,
  }
}

function versionOf(same: readonly Json[]): TemplateVersion {
  const newest = same.toSorted((a, b) => Number(b.updateTs) - Number(a.updateTs))[0]!
  return {
    ...(text(newest.digest) ? { digest: text(newest.digest)! } : {}),
    tags: same.map(({ tag }) => text(tag)).filter((tag) => tag !== undefined),
    ...(text(newest.updateTs) ? { updateTs: text(newest.updateTs)! } : {}),
    ...(text(newest.lastModifiedBy) ? { lastModifiedBy: text(newest.lastModifiedBy)! } : {}),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
