import { z } from 'zod'
import { problem } from '../../../../platform/errors/index.ts'
import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { ScalingPause } from '../../cloud.ts'
import { cloudOf } from '../../clouds/index.ts'
import { descendantsOf } from '../../engine/graph.ts'
import type { Json, Stage } from '../../model.ts'
import {
  type Capabilities,
  defineTask,
  type NewStage,
  type PlannedTask,
  type StageDefinition,
  type StageView,
} from '../../stage.ts'
import { isTrue, json, objects, present, text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { clusterGroups, isAt } from './cluster.ts'
import { deployCluster } from './deploy-cluster.ts'
import { deployedGroups, type GroupReference, readNow } from './deployed-groups.ts'
import { deployLocation, requireAccount } from './deployment.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { accountOf, locationField, providerOf } from './location.ts'

// A deploy may keep automatic scaling off the groups that it replaces, and off its own, until it is over: an autoscaler
// would shrink a new group that has no traffic yet, and an old one that loses it.

type Clouddriver = Capabilities['clouddriver']

/** Where it is written down which groups are to scale again, before they are kept from it. */
const key = 'scalingSuspendedOn'
const option = 'suspendScalingWhileDeploying'

const pauseOf = (context: Json): ScalingPause | undefined => cloudOf(providerOf(context)).scalingPause

export const pausesScaling = (context: Json): boolean => isTrue(context[option]) && pauseOf(context) !== undefined

/** @throws when a deploy wants what its cloud does not have */
export function requireScalingPause(settings: Json): void {
  if (isTrue(settings[option]) && pauseOf(settings) === undefined)
    throw new Error(
      `Scaling can't be suspended for the time of a deploy on ${providerOf(settings)}: remove \`${option}\`.`,
    )
}

const naming = (context: Json): Json => present({ credentials: accountOf(context), cloudProvider: providerOf(context) })

/** The stage before a deploy that keeps the groups of its cluster, and its source, from scaling. */
export function suspendingScaling(deployment: Json): NewStage {
  const { cluster, application } = deployCluster(deployment) ?? {}
  const location = deployLocation(deployment)
  return {
    type: 'suspendScaling',
    name: `Suspend scaling of ${cluster}`,
    context: {
      ...naming(deployment),
      ...present({ cluster, application, source: deployment.source }),
      ...(location === undefined ? {} : locationField(location)),
    },
  }
}

/** The stage at the end of a deploy; after a failure with a limit of its own, for the deploy's time may be up. */
export const resumingScaling = (deployment: Json, after: 'success' | 'failure'): NewStage => ({
  type: 'resumeScaling',
  name: 'Resume scaling',
  context: { ...naming(deployment), ...(after === 'failure' && { stageTimeoutMs: minutes(20) }) },
})

const taskClass = (name: string) => `com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.${name}`

/** As waits and refreshes look for groups. */
function asDeployed(groups: readonly GroupReference[]): Json {
  const byRegion = Map.groupBy(groups, ({ region }) => region)
  return Object.fromEntries([...byRegion].map(([region, members]) => [region, members.map(({ name }) => name)]))
}

const remembered = ({ context }: { readonly context: Json }): GroupReference[] =>
  objects(context[key]).flatMap(({ region, name }) =>
    text(region) === undefined || text(name) === undefined ? [] : [{ region: String(region), name: String(name) }],
  )

type Choice = (stage: StageView, clouddriver: Clouddriver) => Promise<GroupReference[]>

/** Writes down which groups, first: a task that is run again after a crash must not take its own work for another's. */
const decide = (name: string, choose: Choice, more: (groups: readonly GroupReference[]) => Json): PlannedTask => ({
  name,
  task: defineTask<'clouddriver'>({
    implementingClass: taskClass(`${name.charAt(0).toUpperCase()}${name.slice(1)}Task`),
    needs: ['clouddriver'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { clouddriver }) {
      const groups = await choose(stage, clouddriver)
      return succeeded({ [key]: groups, ...more(groups) })
    },
  }),
})

/** Submits for each group that is written down. */
const change = (action: 'suspend' | 'resume'): PlannedTask => ({
  name: `${action}Scaling`,
  task: defineTask<'clouddriver'>({
    implementingClass: taskClass(action === 'suspend' ? 'SuspendScalingTask' : 'ResumeScalingTask'),
    needs: ['clouddriver'],
    backoffMs: seconds(2),
    timeoutMs: seconds(90),
    async run(stage, { clouddriver }) {
      const groups = remembered(stage)
      if (groups.length === 0) return succeeded()
      const kato = await requestOperations(stage, clouddriver, {
        provider: providerOf(stage.context),
        operations: operations(stage.context, action, groups),
      })
      // What it tells is of no interest to anybody.
      return succeeded({ ...kato, 'kato.result.expected': false })
    },
  }),
})

function operations(context: Json, action: 'suspend' | 'resume', groups: readonly GroupReference[]): Json[] {
  const credentials = requireAccount(context)
  const pause = pauseOf(context)
  if (pause === undefined) return []
  return groups.map(({ region, name }) => pause[action]({ credentials, region, serverGroupName: name, asgName: name }))
}

function isPausable({ context }: StageView, group: ServerGroupView | undefined): boolean {
  const pause = pauseOf(context)
  return group !== undefined && pause?.mayPause(group) === true && !pause.isPaused(group)
}

/** The groups that serve in the deploy's cluster and place, and its source: those of them that scale. */
async function chooseServing(stage: StageView, clouddriver: Clouddriver): Promise<GroupReference[]> {
  const { context } = stage
  const account = requireAccount(context)
  const place = deployLocation(context)
  const [application, cluster] = [text(context.application), text(context.cluster)]
  if (place === undefined || application === undefined || cluster === undefined)
    throw new Error('The deploy names no application or no place.')
  const all = (await clusterGroups(clouddriver, { application, account, cluster, provider: providerOf(context) })) ?? []
  const here = all
    .filter((group) => isAt(group, place) && !group.disabled)
    .map(({ region, name }) => ({ region, name }))
  const source = json(context.source)
  const [name, region] = [text(source.serverGroupName) ?? text(source.asgName), text(source.region) ?? place.value]
  const isOther = name !== undefined && !here.some((group) => group.name === name && group.region === region)
  const ofAccount = text(source.account) === undefined || source.account === account
  const candidates = isOther && ofAccount ? [...here, { region, name }] : here
  const read = await Promise.all(candidates.map((group) => readNow(stage, clouddriver, group)))
  return candidates.filter((_group, index) => isPausable(stage, read[index]))
}

/** The group that the deploy made. */
async function chooseNew(stage: StageView, clouddriver: Clouddriver): Promise<GroupReference[]> {
  const made = deployedGroups(stage)
  const read = await Promise.all(
    made.map(({ region, name }) => clouddriver.serverGroupNamed(requireAccount(stage.context), region, name)),
  )
  return made.filter((_group, index) => isPausable(stage, read[index]))
}

/** Of the groups that were kept from scaling for a deploy, those that are to scale again: not those that it disabled. */
async function chooseWaiting(
  deploy: Readonly<Stage>,
  stage: StageView,
  clouddriver: Clouddriver,
): Promise<GroupReference[]> {
  const pause = pauseOf(stage.context)
  const parts = stage.execution.stages.filter(
    ({ type, parentStageId }) => type === 'suspendScaling' && parentStageId === deploy.id,
  )
  const groups = [...parts, deploy].flatMap(remembered)
  const read = await Promise.all(groups.map((group) => readNow(stage, clouddriver, group)))
  return groups.filter((_group, index) => {
    const now = read[index]
    return now !== undefined && !now.disabled && pause?.isPaused(now) === true
  })
}

/** Of a deploy that keeps scaling off: tasks once its group is made. */
export const pauseOfNewGroup: readonly PlannedTask[] = [
  decide('determineNewGroupToSuspend', chooseNew, () => ({})),
  change('suspend'),
  { name: 'monitorSuspendScaling', task: monitorOperation() },
]

const changeStage = (type: 'suspendScaling' | 'resumeScaling', label: string, choose: Choice): StageDefinition => ({
  type,
  label,
  schema: z.looseObject({}),
  tasks: () => [
    decide(`determineGroupsTo${label.split(' ')[0]}`, choose, (groups) => ({
      'deploy.server.groups': asDeployed(groups),
    })),
    change(type === 'suspendScaling' ? 'suspend' : 'resume'),
    { name: `monitor${label.replace(' ', '')}`, task: monitorOperation() },
    forceCacheRefresh,
  ],
})

export const suspendScaling = changeStage('suspendScaling', 'Suspend Scaling', chooseServing)

export const resumeScaling = changeStage('resumeScaling', 'Resume Scaling', async (stage, clouddriver) =>
  stage.parent === undefined ? [] : chooseWaiting(stage.parent, stage, clouddriver),
)

/**
 * When a deploy was halted: whatever it kept from scaling and has not let go scales again.
 * @throws a retryable error as long as something is still on its way
 */
export async function resumeScalingOf(stage: StageView, { clouddriver }: Pick<Capabilities, 'clouddriver'>) {
  if (!pausesScaling(stage.context)) return
  // What disables a group suspends its scaling as well: it must not be crossed.
  for (const { context } of [stage.stage, ...descendantsOf(stage.execution, stage.stage)]) {
    await requireEnd(text(json(context['kato.last.task.id']).id), clouddriver)
  }
  const groups = await chooseWaiting(stage.stage, stage, clouddriver)
  if (groups.length === 0) return
  const kato = await requestOperations(stage, clouddriver, {
    provider: providerOf(stage.context),
    operations: operations(stage.context, 'resume', groups),
    round: 'resume scaling',
  })
  await requireEnd(kato['kato.last.task.id'].id, clouddriver)
}

async function requireEnd(id: string | undefined, clouddriver: Clouddriver): Promise<void> {
  const task = id === undefined ? undefined : await clouddriver.task(id)
  if (task?.status.completed === false) throw problem('unavailable', `Clouddriver's task ${id} is under way`)
}
