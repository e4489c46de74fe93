import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { present, text } from '../../values.ts'
import { running, seconds, succeeded } from '../results.ts'
import { requestOperations } from './cloud-operation.ts'
import { operationDescription } from './deployment.ts'
import { locationField } from './location.ts'
import { monikerOf, monikerOfStage } from './moniker.ts'
import { resolveTarget, type Target } from './target.ts'
import { requireTrafficWithout } from './traffic-guards.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'front50' | 'settings' | 'clock'>

/** What a stage wants done with its group beyond its own settings, and what it leaves behind. */
export interface Change {
  readonly description: Json
  readonly context?: Json
  readonly outputs?: Json
}

interface Mutation {
  /** The cloud operation, and the task's name. */
  readonly operation: string
  readonly taskClass: string
  /** Of the class, below the original's `clouddriver.tasks`. */
  readonly taskPackage?: string
  /** Whether later waits go by this operation's group: `targetop.asg.<operation>.name`. */
  readonly isWaitedFor?: true
  /** What the operation does to the group's traffic, e.g. `Disabling`; undefined when it does nothing. */
  readonly removesTraffic?: (stage: StageView, description: Json) => string | undefined
  readonly describe?: (stage: StageView, target: Target, services: Services) => Promise<Change> | Change
}

/** A guard that refuses is asked again: what it misses may just be starting. */
const guardPatienceMs = seconds(25)

/** The task that asks the cloud to do something with the one group that its stage acts upon (orca: AbstractServerGroupTask). */
export function mutate(mutation: Mutation): PlannedTask {
  const { operation, taskClass, taskPackage = 'servergroup', isWaitedFor, removesTraffic, describe } = mutation
  const task = defineTask<'clouddriver' | 'front50' | 'settings' | 'clock'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${taskPackage}.${taskClass}`,
    needs: ['clouddriver', 'front50', 'settings', 'clock'],
    backoffMs: seconds(2),
    timeoutMs: seconds(90),
    async run(stage, services) {
      const target = await resolveTarget(stage, services.clouddriver)
      const change = await describe?.(stage, target, services)
      const description = { ...describeTarget(stage, target), ...change?.description }
      const words = removesTraffic?.(stage, description)
      if (words !== undefined) {
        const refusal = await refusalOf(stage, target, words, services)
        if (refusal !== undefined && isEarly(stage, services.clock.now())) return running()
        if (refusal !== undefined) throw refusal
      }
      const { provider } = target
      const kato = await requestOperations(stage, services.clouddriver, {
        provider,
        operations: [{ [operation]: description }],
      })
      return succeeded(
        {
          'notification.type': operation.toLowerCase(),
          ...kato,
          ...traces(operation, target, isWaitedFor),
          ...change?.context,
        },
        change?.outputs,
      )
    },
  })
  return { name: operation, task }
}

function describeTarget({ context }: StageView, { name, account, location, region }: Target): Json {
  const named = { serverGroupName: name, asgName: name, credentials: account, ...locationField(location) }
  return { ...operationDescription(context), ...named, ...present({ deployServerGroupsRegion: region }) }
}

/** What tells later tasks, and UIs, which group it was. */
export function traces(operation: string, { name, account, location, region }: Target, isWaitedFor?: true): Json {
  const where = region ?? location.value
  return {
    'deploy.account.name': account,
    asgName: name,
    serverGroupName: name,
    'deploy.server.groups': { [where]: [name] },
    ...(isWaitedFor && {
      [`targetop.asg.${operation}.name`]: name,
      [`targetop.asg.${operation}.regions`]: [where],
    }),
  }
}

async function refusalOf(stage: StageView, target: Target, operation: string, services: Services) {
  const { name, account, provider, location } = target
  const named = text(stage.context.target) === undefined ? monikerOfStage(stage.context, name) : monikerOf({ name })
  try {
    await requireTrafficWithout(name, named, { account, provider, location, operation }, services)
    return undefined
  } catch (error) {
    return error as Error
  }
}

function isEarly(stage: StageView, now: number): boolean {
  const startedAt = stage.stage.tasks.find(({ status }) => status === 'RUNNING')?.startTime ?? 0
  return now - startedAt < guardPatienceMs
}
