import { validateCron } from '../../../lib/cron/index.ts'
import type { PipelineConfig } from '../../front50/client.ts'

type Json = Record<string, unknown>

/** What starts a pipeline by itself, as far as a list says it. */
export interface TriggerDigest {
  readonly type: string
  readonly enabled: boolean
  /** What is listened to, in the trigger's own words: a job, a repository, a topic, an expression. */
  readonly about?: string
  readonly cronExpression?: string
  /** Of a schedule that can be read: what it says, e.g. `At 10:00 AM, Monday through Friday`. */
  readonly says?: string
  /** Of a schedule: its trigger's, by which `H` is a time of its own. */
  readonly id?: string
}

/** A saved pipeline as lists need it, without its stages. */
export interface PipelineDigest {
  readonly id: string
  readonly name: string
  readonly application: string
  readonly index?: number
  readonly description?: string
  readonly disabled?: true
  readonly locked?: true
  readonly strategy?: true
  readonly template?: string
  readonly triggers: readonly TriggerDigest[]
  readonly tags: readonly { readonly name: string; readonly value: string }[]
  /** Where its stages deploy. */
  readonly accounts: readonly string[]
  /** The environments that its deploy stages name; one that an expression names is not known before it runs. */
  readonly deploysTo: readonly { readonly account: string; readonly stack: string }[]
  readonly parameterNames: readonly string[]
  /** Names of parameters that lists always show. */
  readonly pinned: readonly string[]
  readonly stages: number
  readonly updateTs?: string
  readonly lastModifiedBy?: string
}

export function digestOf(config: PipelineConfig, strategy = false): PipelineDigest {
  const stages = objects(config.stages)
  const template = (config.template ?? {}) as Json
  const source = text(template.reference) ?? text(template.source)
  const description = text(config.description)
  return {
    id: String(config.id),
    name: String(config.name),
    application: String(config.application),
    ...(typeof config.index === 'number' ? { index: config.index } : {}),
    ...(description ? { description: description.slice(0, 500) } : {}),
    ...(config.disabled === true ? { disabled: true } : {}),
    ...((config.locked as Json | undefined)?.ui === true ? { locked: true } : {}),
    ...(strategy ? { strategy: true } : {}),
    ...(source ? { template: source } : {}),
    triggers: objects(config.triggers).map(triggerOf),
    tags: objects(config.tags).flatMap(({ name, value }) =>
      typeof name === 'string' ? [{ name, value: String(value ?? '') }] : [],
    ),
    accounts: [...new Set(stages.flatMap(accountsOf))].sort(),
    deploysTo: stages.flatMap(environmentsOfStage),
    parameterNames: objects(config.parameterConfig).map(({ name }) => String(name)),
    pinned: objects(config.parameterConfig)
      .filter(({ pinned }) => pinned === true)
      .map(({ name }) => String(name)),
    stages: stages.length,
    ...(text(config.updateTs) ? { updateTs: text(config.updateTs)! } : {}),
    ...(text(config.lastModifiedBy) ? { lastModifiedBy: text(config.lastModifiedBy)! } : {}),
  }
}

const told = ['job', 'slug', 'subscriptionName', 'repository', 'project', 'source', 'pipeline', 'description'] as const

function triggerOf(trigger: Json): TriggerDigest {
  const cronExpression = text(trigger.cronExpression)
  const about = cronExpression ?? told.map((field) => text(trigger[field])).find(Boolean)
  return {
    type: text(trigger.type) ?? 'unknown',
    enabled: trigger.enabled === true,
    ...(about ? { about: about.slice(0, 200) } : {}),
    ...(cronExpression ? { cronExpression, ...scheduleOf(cronExpression, text(trigger.id)) } : {}),
  }
}

function scheduleOf(cronExpression: string, id: string | undefined) {
  const answer = validateCron(cronExpression)
  return answer.valid ? { says: answer.description, ...(id ? { id } : {}) } : {}
}

function environmentsOfStage(stage: Json): { account: string; stack: string }[] {
  if (stage.type !== 'deploy' && stage.type !== 'createServerGroup') return []
  const clusters = objects(stage.clusters)
  return (clusters.length > 0 ? clusters : [stage]).flatMap((cluster) => {
    const account = text(cluster.account) ?? text(cluster.credentials)
    const stack = text(cluster.stack) ?? ''
    return account === undefined || `${account}${stack}`.includes('${') ? [] : [{ account, stack }]
  })
}

/** A deploy stage names accounts cluster by cluster, others once. */
export function accountsOf(stage: Json): string[] {
  const own = [...objects(stage.clusters), stage].map((each) => text(each.account) ?? text(each.credentials))
  return stage.type === 'deploy' || stage.cloudProvider !== undefined || stage.account !== undefined
    ? own.filter((account) => account !== undefined)
    : []
}

export const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
