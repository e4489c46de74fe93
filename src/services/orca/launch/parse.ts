import { monotonicFactory } from 'ulid'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { newStageId } from '../ids.ts'
import type { Execution, ExecutionType, Json, Stage } from '../model.ts'

/** Of two executions made in one millisecond the later has the greater id: those that wait start in this order. */
const executionId = monotonicFactory()

const flag = z.union([z.boolean(), z.stringbool()]).nullish()
const whole = z.coerce.number().int().nullish()

/** What a pipeline or an ad-hoc task may say about itself; other keys are let be. */
const configSchema = z.looseObject({
  application: z.string().nullish(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  id: z.string().nullish(),
  executionId: z.string().min(1).nullish(),
  stages: z.array(z.looseObject({})).nullish(),
  trigger: z.looseObject({}).nullish(),
  limitConcurrent: flag,
  maxConcurrentExecutions: whole,
  keepWaitingPipelines: flag,
  disabled: flag,
  notifications: z.array(z.looseObject({})).nullish(),
  initialConfig: z.looseObject({}).nullish(),
  startTimeExpiry: whole,
  spelEvaluator: z.string().nullish(),
  templateVariables: z.looseObject({}).nullish(),
  source: z.looseObject({}).nullish(),
  parameterConfig: z.array(z.looseObject({ name: z.string() })).nullish(),
  origin: z.string().nullish(),
})

export type Config = z.infer<typeof configSchema>

/** A body as a pipeline configuration; what is wrong is a 400 that names the field. */
export function parseConfig(body: unknown): Config {
  const parsed = configSchema.safeParse(body)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw problem('invalid', `The pipeline is not valid: ${errors.join('; ')}`, { attributes: { errors } })
}

/** Values for every parameter that the pipeline declares: the given one, else its default. */
export function withDefaults(config: Config, trigger: Json): Json {
  const parameters = { ...(trigger.parameters as Json) }
  for (const { name, default: preset } of config.parameterConfig ?? []) {
    if (parameters[name] === undefined && preset !== undefined && preset !== null) parameters[name] = preset
  }
  return { ...trigger, parameters }
}

export interface Launching {
  readonly type: ExecutionType
  readonly now: number
  readonly user?: string
  readonly accounts: readonly string[]
  readonly origin?: string
  readonly rootId?: string
}

/** A new execution, not started. Stages without any refId run one after the other. */
export function executionOf(config: Config, trigger: Json, launching: Launching): Execution {
  const { type, now, user } = launching
  const id = config.executionId ?? executionId(now)
  const isPipeline = type === 'PIPELINE'
  const origin = config.origin ?? launching.origin
  return {
    type,
    id,
    ...(isPipeline ? { rootId: launching.rootId ?? id } : {}),
    application: config.application ?? 'spinnaker_unknown',
    ...(isPipeline && config.name ? { name: config.name } : {}),
    ...(!isPipeline && (config.description ?? config.name)
      ? { description: config.description ?? config.name ?? '' }
      : {}),
    buildTime: now,
    ...(config.startTimeExpiry ? { startTimeExpiry: config.startTimeExpiry } : {}),
    status: 'NOT_STARTED',
    canceled: false,
    limitConcurrent: config.limitConcurrent ?? false,
    maxConcurrentExecutions: config.maxConcurrentExecutions ?? 0,
    keepWaitingPipelines: config.keepWaitingPipelines ?? false,
    stages: stagesOf(config, type),
    authentication: { ...(user === undefined ? {} : { user }), allowedAccounts: [...launching.accounts] },
    ...(origin === undefined ? {} : { origin }),
    trigger,
    ...(isPipeline && config.id ? { pipelineConfigId: config.id } : {}),
    ...(isPipeline && config.source ? { source: config.source } : {}),
    notifications: isPipeline ? (config.notifications ?? []) : ((trigger.notifications as Json[] | undefined) ?? []),
    initialConfig: config.initialConfig ?? {},
    systemNotifications: [],
    ...(config.spelEvaluator ? { spelEvaluator: config.spelEvaluator } : {}),
    ...(isPipeline ? { templateVariables: config.templateVariables ?? {} } : {}),
  }
}

const ownFields = ['refId', 'requisiteStageRefIds', 'startTimeExpiry', 'type']
/** Providers whose stages never carried the provider in their type. */
const plainProviders = ['aws', 'titus']

function stagesOf(config: Config, type: ExecutionType): Stage[] {
  const given = (config.stages ?? []) as Json[]
  const isLinear = given.every(({ refId }) => refId === undefined || refId === null)
  return given.map((stage, index) => {
    if (typeof stage.type !== 'string' || stage.type === '') throw typeMissing(config, stage)
    const dropped = type === 'PIPELINE' ? [...ownFields, 'name'] : ownFields
    const context = Object.fromEntries(
      Object.entries(stage).filter(([key, value]) => !dropped.includes(key) && value !== null),
    )
    const provider = stage.providerType
    const suffix = typeof provider === 'string' && !plainProviders.includes(provider) ? `_${provider}` : ''
    const before = index === 0 ? [] : [String(index - 1)]
    const expiry = Number(stage.startTimeExpiry)
    return {
      id: newStageId(),
      ...(isLinear ? { refId: String(index) } : refIdOf(stage)),
      type: `${stage.type}${suffix}`,
      name: type === 'PIPELINE' && typeof stage.name === 'string' ? stage.name : stage.type,
      ...(stage.startTimeExpiry && Number.isFinite(expiry) ? { startTimeExpiry: expiry } : {}),
      status: 'NOT_STARTED',
      context,
      outputs: {},
      tasks: [],
      requisiteStageRefIds: isLinear
        ? before
        : [...new Set(((stage.requisiteStageRefIds ?? []) as unknown[]).map(String))],
    }
  })
}

/** Numbers are written by hand now and then, and meant as text. */
const refIdOf = ({ refId }: Json) =>
  typeof refId === 'string' || typeof refId === 'number' ? { refId: String(refId) } : {}

const typeMissing = ({ name, application }: Config, stage: Json) =>
  problem(
    'invalid',
    `type missing from pipeline '${name}' in application '${application}', stage name: '${stage.name}'`,
    { exception: 'java.lang.IllegalArgumentException' },
  )
