import { z } from 'zod'
import { callJson, type Transport } from '../../../platform/clients/index.ts'
import type { PipelineDigest } from './pipeline-digest.ts'

/** One execution as a bar; times are milliseconds. */
export interface Run {
  readonly id: string
  readonly name?: string
  readonly status: string
  readonly buildTime: number
  readonly startTime?: number
  readonly endTime?: number
  readonly triggerType?: string
  readonly user?: string
  readonly needsJudgment?: true
}

export interface Recent {
  /** How many have not ended, by status. */
  readonly active: Readonly<Record<string, number>>
  readonly runs: readonly Run[]
}

const list = z
  .union([z.string(), z.array(z.string())])
  .optional()
  // As the stock deck writes lists: commas between, one inside of a value as %2c.
  .transform((given) =>
    [given ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .filter(Boolean),
  )
  .transform((values) => (values.length > 0 ? values.map((value) => value.replaceAll('%2c', ',')) : undefined))

/** The stock names of what an address filters by. */
export const filterQuery = z.object({
  q: z
    .string()
    .trim()
    .toLowerCase()
    .optional()
    .transform((text) => text || undefined),
  pipeline: list.describe('Names.'),
  ids: list.describe('Ids of pipelines: those of a list that have changed are read again.'),
  status: list.transform((values) => values?.map((value) => value.toUpperCase().replaceAll(' ', '_'))),
  tags: list.describe('`name:value`; one of the values of each name.'),
  awaitingJudgement: z.stringbool().default(false),
  runs: z.coerce.number().int().min(1).max(200).default(10).describe('Of each pipeline.'),
})
export type Filters = z.infer<typeof filterQuery>

/** The pipelines that a filter leaves, as far as they say it themselves. */
export function wanted(all: readonly PipelineDigest[], { pipeline, ids, tags }: Filters): readonly PipelineDigest[] {
  const asked = new Map<string, Set<string>>()
  for (const tag of tags ?? []) {
    const [name = '', ...value] = tag.split(':')
    asked.set(name, (asked.get(name) ?? new Set()).add(value.join(':')))
  }
  const hasTags = (digest: PipelineDigest) =>
    [...asked].every(([name, values]) => digest.tags.some((tag) => tag.name === name && values.has(tag.value)))
  return all.filter(
    (digest) =>
      (pipeline === undefined || pipeline.includes(digest.name)) &&
      (ids === undefined || ids.includes(digest.id)) &&
      hasTags(digest),
  )
}

/**
 * What ran lately of these pipelines. Words that are part of a pipeline's name leave all of its executions; those of the others
 * are looked for in their triggers.
 */
export async function readRecent(
  orca: Transport,
  pipelines: readonly PipelineDigest[],
  { q, status, awaitingJudgement, runs }: Pick<Filters, 'awaitingJudgement' | 'runs'> & Partial<Filters>,
): Promise<Map<string, Recent>> {
  const ask = async (asked: readonly PipelineDigest[], words?: string): Promise<[string, Recent][]> => {
    if (asked.length === 0) return []
    const body = {
      pipelineConfigIds: asked.map(({ id }) => id),
      limit: runs,
      judging: awaitingJudgement,
      ...(status === undefined ? {} : { statuses: status }),
      ...(words === undefined ? {} : { words }),
    }
    const call = { method: 'POST', path: '/v1/recentExecutions', body } as const
    return Object.entries((await callJson<{ pipelines: Record<string, Recent> }>(orca, call)).pipelines)
  }
  if (q === undefined) return new Map(await ask(pipelines))
  const named = (digest: PipelineDigest) => digest.name.toLowerCase().includes(q)
  const [byName, byWords] = await Promise.all([
    ask(pipelines.filter(named)),
    ask(
      pipelines.filter((digest) => !named(digest)),
      q,
    ),
  ])
  return new Map([...byName, ...byWords])
}
