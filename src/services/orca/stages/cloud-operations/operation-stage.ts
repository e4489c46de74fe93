import { type ZodType, z } from 'zod'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { present } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { monitorOperation, requestOperations } from '../server-groups/cloud-operation.ts'
import { settingsOf } from '../server-groups/deployment.ts'
import { accountOf, providerOf } from '../server-groups/location.ts'
import { onTarget } from './on-target.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'expressions' | 'front50' | 'settings'>

/** What a row of the table is asked with. */
export interface Asked {
  /** The stage's settings as an operation gets them. */
  readonly settings: Json
  readonly account: string | undefined
  readonly provider: string
  readonly stage: StageView
}

/** What an operation is told, and what the stage remembers of it. */
export interface Request {
  /** Empty: there is nothing to do. */
  readonly operations: readonly Json[]
  /** Beside the id of the task: what later tasks and UIs go by. */
  readonly context?: Json
  /** Tells this run from others of the same task, where it runs in a loop. */
  readonly round?: string
}

type Ask = (asked: Asked, services: Services) => Promise<Request> | Request

/**
 * A stage that asks a cloud for one thing, follows it, and lets the inventory see it: a row of the table of such stages.
 * Everything that it does not say is as it is for most.
 */
export interface OperationStage {
  readonly type: string
  readonly aliases?: readonly string[]
  readonly label: string
  /** What must be written, where that is more than the operation says itself. */
  readonly schema?: ZodType
  /** The name of the task that asks; the type's own by default. */
  readonly task?: string
  /** Below the original's package `com.netflix.spinnaker.orca`. */
  readonly className: string
  /** Of the operation; the type's own by default. */
  readonly operation?: string
  /** `notification.type`; the operation in small letters by default, none where it is `null`. */
  readonly notification?: string | null
  /** Which cloud is asked: the stage's, one that is named, or Clouddriver itself (`null`). */
  readonly provider?: string | null
  /** Milliseconds; absent for a task that is not tried again. */
  readonly backoffMs?: number
  readonly timeoutMs?: number
  readonly ask?: Ask
  /** The stage is about a server group: its cluster and a target may name that one, and one in each of several regions. */
  readonly actsOnTarget?: true
  readonly before?: readonly PlannedTask[]
  /** What follows the asking task. */
  readonly after: readonly PlannedTask[]
}

/** A task of that name that follows the operation. */
export const monitor = (name: string): PlannedTask => ({ name, task: monitorOperation() })

export function askingTask(row: Omit<OperationStage, 'label' | 'after'>): PlannedTask {
  const { type, operation = type, className, provider } = row
  const ask: Ask = row.ask ?? (({ settings }) => ({ operations: [{ [operation]: settings }] }))
  const task = defineTask<'clouddriver' | 'expressions' | 'front50' | 'settings'>({
    implementingClass: `com.netflix.spinnaker.orca.${className}`,
    needs: ['clouddriver', 'expressions', 'front50', 'settings'],
    backoffMs: row.backoffMs ?? seconds(1),
    ...(row.timeoutMs === undefined ? {} : { timeoutMs: row.timeoutMs }),
    async run(stage, services) {
      const own = providerOf(stage.context)
      const asked = { settings: settingsOf(stage.context), account: accountOf(stage.context), provider: own, stage }
      const { operations, context, round } = await ask(asked, services)
      const notification = row.notification === undefined ? operation.toLowerCase() : row.notification
      const remembered = { ...present({ 'notification.type': notification }), ...context }
      if (operations.length === 0) return succeeded(remembered)
      const kato = await requestOperations(stage, services.clouddriver, {
        operations,
        provider: provider === null ? undefined : (provider ?? own),
        ...(round === undefined ? {} : { round }),
      })
      return succeeded({ ...kato, ...remembered })
    },
  })
  return { name: row.task ?? type, task }
}

export function operationStage(row: OperationStage): StageDefinition {
  const tasks = [...(row.before ?? []), askingTask(row), ...row.after]
  return {
    type: row.type,
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    label: row.label,
    schema: row.schema ?? z.looseObject({}),
    tasks: () => tasks,
    ...(row.actsOnTarget === true ? onTarget(row.type) : {}),
  }
}
