import { z } from 'zod'
import type { Json } from '../../model.ts'
import type { PlannedTask, StageDefinition, StageView } from '../../stage.ts'
import { settingsOf } from '../server-groups/deployment.ts'
import { forceCacheRefresh } from '../server-groups/force-cache-refresh.ts'
import { determineHealthProviders } from '../server-groups/health.ts'
import { type Location, locationField, locationsOf } from '../server-groups/location.ts'
import { traces } from '../server-groups/mutation.ts'
import { scalingProcessTasks } from '../server-groups/scaling-processes.ts'
import { determine, findTargets, isDynamic, resolveTarget } from '../server-groups/target.ts'
import { withStrategyParameters } from '../server-groups/target-stage.ts'
import { waitForDestroyedServerGroup, waitForDownInstances, waitForUpInstances } from '../server-groups/waits.ts'
import { askingTask, monitor } from './operation-stage.ts'

// What pipelines said before there were server groups. Such a stage acts itself in its first place, and has a stage of
// its type for each other place after it.

/** A stage as it is for one of its places. */
const at = (context: Json, location: Location): Json => ({
  ...settingsOf(context),
  ...locationField(location),
  regions: [location.value],
})

interface AsgStage {
  readonly type: string
  readonly label: string
  tasks(stage: StageView): readonly PlannedTask[]
}

/** (orca: TargetReferenceLinearStageSupport) */
const asgStage = ({ type, label, tasks }: AsgStage): StageDefinition => ({
  type,
  label,
  schema: z.looseObject({}),
  tasks,
  async prepare({ context, execution, parent }, { clouddriver }) {
    // What is planned again has chosen its group already.
    if (context.targetLocation !== undefined) return context
    const own = parent === undefined ? withStrategyParameters(context, execution.trigger) : context
    const [first] = locationsOf(own)
    if (first === undefined) throw new Error('The stage names no place: set `regions` (or `region`).')
    const here = { ...own, ...locationField(first), targetLocation: first }
    if (isDynamic(own)) return here
    const [group] = await findTargets(clouddriver, at(own, first))
    return { ...here, asgName: group?.name, serverGroupName: group?.name }
  },
  before({ context, parent }, graph) {
    if (parent !== undefined || !isDynamic(context)) return
    graph.append({ type: 'determineTargetReference', name: 'determineTargetReferences', context: settingsOf(context) })
  },
  after({ context, parent }, graph) {
    if (parent !== undefined) return
    for (const location of locationsOf(context).slice(1)) {
      const { targetLocation: _, ...others } = at(context, location)
      graph.append({ type, name: type, context: others })
    }
  },
})

/** The task that asks for something to be done with the stage's group. */
const act = (name: string, className: string, operation = `${name}Description`): PlannedTask =>
  askingTask({
    type: name,
    className: `kato.tasks.${className}`,
    // Some operations are older than clouds: they are told to Clouddriver itself.
    ...(operation === name ? {} : { provider: null }),
    async ask({ settings, stage }, { clouddriver }) {
      const target = await resolveTarget(stage, clouddriver)
      const { location, name: group } = target
      const description = { ...settings, ...at(settings, location), asgName: group, serverGroupName: group }
      return {
        operations: [{ [operation]: description }],
        context: { ...traces(name, target, true), 'notification.type': name.toLowerCase() },
      }
    },
  })

export const asgStages: readonly StageDefinition[] = [
  asgStage({
    type: 'destroyAsg',
    label: 'Destroy Auto Scaling Group',
    tasks: () => [
      act('destroyServerGroup', 'DestroyAwsServerGroupTask', 'destroyServerGroup'),
      monitor('monitorServerGroup'),
      forceCacheRefresh,
      waitForDestroyedServerGroup,
    ],
  }),
  asgStage({
    type: 'enableAsg',
    label: 'Enable Auto Scaling Group',
    tasks: () => [act('enableAsg', 'EnableAsgTask'), monitor('monitorAsg'), waitForUpInstances, forceCacheRefresh],
  }),
  asgStage({
    type: 'disableAsg',
    label: 'Disable Auto Scaling Group',
    tasks: () => [
      determineHealthProviders,
      act('disableAsg', 'DisableAsgTask'),
      monitor('monitorAsg'),
      waitForDownInstances,
      forceCacheRefresh,
    ],
  }),
  asgStage({
    type: 'modifyScalingProcess',
    label: 'Modify Scaling Process',
    tasks: (stage) => scalingProcessTasks(stage, 'modify-scaling-process-stage'),
  }),
  {
    type: 'determineTargetReference',
    label: 'Determine Target References',
    schema: z.looseObject({}),
    tasks: () => [
      {
        name: 'determineTargetReference',
        task: {
          ...determine,
          implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.DetermineTargetReferenceTask',
        },
      },
    ],
  },
]
