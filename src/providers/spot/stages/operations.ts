import { z } from 'zod'
import type { Json } from '../../../services/orca/model.ts'
import {
  type Asked,
  deployedGroups,
  forceCacheRefresh,
  json,
  minutes,
  monitor,
  type OperationStage,
  objects,
  operationStage,
  present,
  type Request,
  readNow,
  running,
  seconds,
  succeeded,
  text,
  texts,
  waitForCapacityMatch,
  waitForUpInstances,
} from '../../../services/orca/parts.ts'
import {
  type Capabilities,
  defineTask,
  type PlannedTask,
  type StageDefinition,
  type StageView,
} from '../../../services/orca/stage.ts'

/** The stage's group by region and name; one that is named by its id only is looked for in the application. */
async function groupOf({ settings, stage }: Asked, clouddriver: Capabilities['clouddriver']) {
  const [region, name] = [text(settings.region), text(settings.serverGroupName) ?? text(settings.asgName)]
  if (name !== undefined) return region === undefined ? undefined : { region, name }
  const id = text(settings.elastigroupId)
  if (id === undefined) return undefined
  const all = await clouddriver.serverGroups(stage.execution.application, { expand: true, cloudProvider: 'spot' })
  const found = all.find(({ elastigroup }) => text(json(elastigroup).id) === id)
  return found && { region: String(found.region), name: String(found.name) }
}

/** Asks for something that happens to one group; what later tasks go by is where it is. */
const aboutGroup =
  (operation: string): OperationStage['ask'] =>
  async (asked, { clouddriver }): Promise<Request> => {
    const group = await groupOf(asked, clouddriver)
    const context = present({ 'deploy.account.name': asked.account })
    // One region each: the others have stages of their own.
    const { regions: _, ...description } = asked.settings
    return {
      operations: [{ [operation]: description }],
      context: group === undefined ? context : { ...context, 'deploy.server.groups': { [group.region]: [group.name] } },
    }
  }

/** A wait for groups, where it is known which. */
const whereKnown = ({ name, task }: PlannedTask): PlannedTask => ({
  name,
  task: {
    ...task,
    run: (stage, services) => (deployedGroups(stage).length === 0 ? succeeded() : task.run(stage, services)),
  },
})

interface Row extends Pick<OperationStage, 'type' | 'label' | 'schema'> {
  /** What follows the refresh. */
  readonly waits?: readonly PlannedTask[]
}

function row({ type, label, schema, waits = [] }: Row): StageDefinition {
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`
  return operationStage({
    type,
    label,
    ...(schema === undefined ? {} : { schema }),
    className: `clouddriver.tasks.providers.spot.${name}Task`,
    provider: 'spot',
    timeoutMs: minutes(1),
    ask: aboutGroup(type),
    actsOnTarget: true,
    after: [monitor(`monitor${name}`), forceCacheRefresh, ...waits.map(whereKnown)],
  })
}

const instances = z.looseObject({
  instanceIds: z.array(z.string()).min(1, 'name the instances').describe('The instances, all of one group.'),
})
const processes = z.looseObject({
  processes: z.union([z.array(z.string()).min(1), z.string()]).describe('Names of processes, e.g. AUTO_SCALE.'),
})
const policyName = z.looseObject({ policyName: z.string().describe('The name of the scaling policy.') })

/** Until the stateful instances that the stage names are in the state that it brings them to; those that are gone count. */
function waitForStatefulInstances(state: 'ACTIVE' | 'PAUSED' | 'DEALLOCATED'): PlannedTask {
  const task = defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.providers.spot.WaitForStatefulInstancesTask',
    needs: ['clouddriver'],
    backoffMs: (_stage, elapsedMs) => (elapsedMs < seconds(30) ? seconds(3) : seconds(15)),
    timeoutMs: minutes(60),
    timeoutOverridable: true,
    async run(stage, { clouddriver }) {
      const named = [...texts(stage.context.statefulInstanceIds), ...texts(stage.context.instanceIds)]
      for (const reference of deployedGroups(stage)) {
        const group = await readNow(stage, clouddriver, reference)
        const mine = objects(group?.statefulInstances).filter((each) =>
          [each.id, each.instanceId].some((id) => named.includes(String(id))),
        )
        if (mine.some((each) => String(each.state).toUpperCase() !== state)) {
          return running({ statefulInstances: mine.map(({ id, instanceId, state }) => ({ id, instanceId, state })) })
        }
      }
      return succeeded()
    },
  })
  return { name: 'waitForStatefulInstances', task }
}

const stateful = z
  .looseObject({
    statefulInstanceIds: z.array(z.string()).describe('Ids of stateful instances, e.g. ssi-….').nullish(),
    instanceIds: z.array(z.string()).describe('The ids of their machines, instead.').nullish(),
  })
  .refine((stage) => texts(stage.statefulInstanceIds).length + texts(stage.instanceIds).length > 0, {
    path: ['statefulInstanceIds'],
    message: 'name the stateful instances, or their machines as instanceIds',
  })

/** What Clouddriver says that an import would make (`dryRun`): the group's document, for UIs and for later stages. */
const keepImported: PlannedTask = {
  name: 'bindImportedGroup',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.providers.spot.BindImportedGroupTask',
    run(stage) {
      const group = importedGroup(stage)
      const found = group === undefined ? {} : { importedGroup: group }
      return succeeded(found, found)
    },
  }),
}

function importedGroup({ context }: StageView): Json | undefined {
  const results = objects(context['kato.tasks']).flatMap(({ resultObjects }) => objects(resultObjects))
  const found = results.findLast(({ group }) => Object.keys(json(group)).length > 0)
  return found && json(found.group)
}

/** Creates a group from what there is; with `dryRun` only says what that would be. */
const importing = (type: string, label: string, schema: OperationStage['schema']): StageDefinition => {
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`
  return operationStage({
    type,
    label,
    ...(schema === undefined ? {} : { schema }),
    className: `clouddriver.tasks.providers.spot.${name}Task`,
    provider: 'spot',
    timeoutMs: minutes(1),
    ask: ({ settings, account }) => ({
      operations: [{ [type]: settings }],
      context: present({ 'deploy.account.name': account }),
    }),
    after: [monitor(`monitor${name}`), keepImported, forceCacheRefresh, whereKnown(waitForUpInstances)],
  })
}

/** A stage for each operation of Spot's that no other cloud has, under the operation's name: it asks, follows, refreshes, waits. */
export const spotOperationStages: readonly StageDefinition[] = [
  row({
    type: 'scaleElastigroup',
    label: 'Scale Elastigroup',
    schema: z.looseObject({
      direction: z.enum(['up', 'down']),
      adjustment: z.coerce.number().int().positive().describe('By how many instances.'),
    }),
    waits: [waitForCapacityMatch],
  }),
  row({ type: 'lockInstances', label: 'Lock Instances', schema: instances }),
  row({ type: 'unlockInstances', label: 'Unlock Instances', schema: instances }),
  row({ type: 'enterInstancesStandby', label: 'Put Instances into Standby', schema: instances }),
  row({ type: 'exitInstancesStandby', label: 'Take Instances out of Standby', schema: instances }),
  row({ type: 'interruptInstances', label: 'Interrupt Spot Instances', schema: instances }),
  row({ type: 'suspendProcesses', label: 'Suspend Processes', schema: processes }),
  row({ type: 'resumeProcesses', label: 'Resume Processes', schema: processes }),
  row({ type: 'suspendScalingPolicy', label: 'Suspend Scaling Policy', schema: policyName }),
  row({ type: 'resumeScalingPolicy', label: 'Resume Scaling Policy', schema: policyName }),
  row({
    type: 'upsertScheduledTask',
    label: 'Upsert Scheduled Task',
    schema: z.looseObject({ task: z.looseObject({}) }),
  }),
  row({
    type: 'deleteScheduledTask',
    label: 'Delete Scheduled Task',
    schema: z.looseObject({ index: z.coerce.number().int().nonnegative() }),
  }),
  row({ type: 'stopRoll', label: 'Stop Roll' }),
  row({
    type: 'rollAction',
    label: 'Clear Up After Roll',
    schema: z.looseObject({ actionType: z.enum(['DETACH_OLD', 'DETACH_NEW']) }),
  }),
  row({ type: 'adoptElastigroup', label: 'Adopt Elastigroup' }),
  row({
    type: 'pauseStatefulInstance',
    label: 'Pause Stateful Instances',
    schema: stateful,
    waits: [waitForStatefulInstances('PAUSED')],
  }),
  row({
    type: 'resumeStatefulInstance',
    label: 'Resume Stateful Instances',
    schema: stateful,
    waits: [waitForStatefulInstances('ACTIVE')],
  }),
  row({ type: 'recycleStatefulInstance', label: 'Recycle Stateful Instances', schema: stateful }),
  row({
    type: 'deallocateStatefulInstance',
    label: 'Deallocate Stateful Instances',
    schema: stateful,
    waits: [waitForStatefulInstances('DEALLOCATED')],
  }),
  importing(
    'importAutoScalingGroup',
    'Import Auto Scaling Group',
    z.looseObject({ region: z.string(), autoScalingGroupName: z.string() }),
  ),
  importing('importInstance', 'Import Instance', z.looseObject({ region: z.string(), instanceId: z.string() })),
]
