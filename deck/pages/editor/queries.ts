import { get, path, post, remove } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { JsonSchema } from '../../ui/form/schema.ts'
import type { Pipeline } from './document/pipeline.ts'

export type ConfigKind = 'pipeline' | 'strategy'

/** One line of `GET /v1/stages`. */
export interface StageType {
  readonly type: string
  readonly aliases: readonly string[]
  readonly label: string
  readonly skippable: boolean
  readonly schema: JsonSchema
}

const listOf = { pipeline: 'pipelineConfigs', strategy: 'strategyConfigs' } as const

const readConfigs = (app: string, kind: ConfigKind, signal?: AbortSignal) =>
  get<Pipeline[] | undefined>(path('applications', app, listOf[kind]), undefined, signal).then((all) => all ?? [])

export const useConfigs = (app: string, kind: ConfigKind) =>
  useGate([listOf[kind], app], (signal) => readConfigs(app, kind, signal))

export const useStageTypes = () =>
  useGate(['stageTypes'], (signal) => get<StageType[]>('/v1/stages', undefined, signal))

/** A webhook or job that operators have set up. */
export interface Preconfigured {
  readonly type: string
  readonly label?: string
  readonly description?: string
  readonly parameters?: readonly { readonly name: string; readonly label?: string; readonly description?: string }[]
}

export const usePreconfigured = (what: 'webhooks' | 'jobs') =>
  useGate(['preconfigured', what], (signal) => get<Preconfigured[]>(`/${what}/preconfigured`, undefined, signal))

export const useRevisions = (kind: ConfigKind, id: string) =>
  useGate([listOf[kind], 'history', id], (signal) =>
    get<Pipeline[]>(path(listOf[kind], id, 'history'), { limit: 100 }, signal),
  )

export interface ExpressionWorld {
  readonly functions?: readonly {
    readonly name: string
    readonly description?: string
    readonly documentation?: string
    readonly parameters?: readonly { readonly name: string; readonly type?: string; readonly description?: string }[]
  }[]
}

export const useExpressionWorld = () =>
  useGate(['expressionWorld'], (signal) => get<ExpressionWorld>('/capabilities/expressions', undefined, signal))

export interface Evaluation {
  readonly result?: unknown
  readonly detail?: Readonly<Record<string, readonly { readonly description?: string; readonly level?: string }[]>>
}

export const evaluate = (executionId: string, expression: string, signal?: AbortSignal) =>
  get<Evaluation>(path('pipelines', executionId, 'evaluateExpression'), { expression }, signal)

export const isStale = (error: unknown): boolean => error instanceof Error && /\bis stale\b/i.test(error.message)

/** Saves and answers what the server has then; where somebody else saved before, an error for which `isStale` holds. */
export const saveConfig = async (kind: ConfigKind, config: Pipeline): Promise<Pipeline> => {
  // Strategies are saved without a look at what was saved before: it is taken here.
  if (kind === 'strategy' && config.id !== undefined) {
    const { updateTs } = await newest(kind, config)
    if (String(updateTs) !== String(config.updateTs)) throw new Error('The submitted strategy is stale.')
  }
  await post(kind === 'strategy' ? '/strategies' : '/pipelines?staleCheck=true', config)
  return newest(kind, config)
}

export const newest = async (kind: ConfigKind, config: Pipeline): Promise<Pipeline> => {
  const all = await readConfigs(String(config.application), kind)
  const found = all.find(({ id, name }) => (config.id === undefined ? name === config.name : id === config.id))
  if (!found) throw new Error('It was saved, but the server does not list it. Reload the page to see what it has.')
  return found
}

export const deleteConfig = (kind: ConfigKind, { application, name }: Pipeline) =>
  remove(path(kind === 'strategy' ? 'strategies' : 'pipelines', String(application), String(name)))
