import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, objects, text, texts } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { requireGroup } from './cluster.ts'
import { operationDescription, requireAccount } from './deployment.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { groupName, locationOfStage, readTarget, resolveTarget } from './target.ts'
import { targetStage } from './target-stage.ts'

type Action = 'suspend' | 'resume'

export const suspendedProcesses = (group: ServerGroupView): string[] =>
  objects(json(group.asg).suspendedProcesses).flatMap(({ processName }) => text(processName) ?? [])

/** Of the wished processes, those that are not so yet. */
function toChange(action: Action, wished: readonly string[], suspended: readonly string[]): string[] {
  return wished.filter((each) => suspended.includes(each) === (action === 'resume'))
}

/** Whether the group tells of its processes in these words; Spot has its own for them, and takes these. */
const tellsProcesses = ({ asg }: ServerGroupView) => json(asg).suspendedProcesses !== undefined

/**
 * Suspends or resumes processes of an auto scaling group: those that are named, else those that an earlier stage of the
 * execution changed, so that a group that was suspended is so again afterwards (orca: AbstractAwsScalingProcessTask).
 */
function changeProcesses(action: Action, taskClass: string): PlannedTask {
  const operation = `${action}AsgProcessesDescription`
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.providers.aws.scalingprocess.${taskClass}`,
    needs: ['clouddriver'],
    async run(stage, { clouddriver }) {
      const target = await resolveTarget(stage, clouddriver)
      const group = await readTarget(clouddriver, target)
      const { name, provider, location } = target
      const key = `scalingProcesses.${name}`
      const named = texts(stage.context.processes)
      const wished = named.length > 0 ? named : texts(stage.get(key))
      const processes = tellsProcesses(group) ? toChange(action, wished, suspendedProcesses(group)) : wished
      const context = {
        'notification.type': operation.toLowerCase(),
        'deploy.server.groups': { [location.value]: [name] },
        processes,
        asgName: name,
      }
      if (processes.length === 0) return succeeded(context, { [key]: processes })
      const description = { ...operationDescription(stage.context), processes, asgName: name }
      const kato = await requestOperations(stage, clouddriver, { provider, operations: [{ [operation]: description }] })
      return succeeded({ ...context, ...kato }, { [key]: processes })
    },
  })
  return { name: action, task }
}

const waitForScalingProcesses: PlannedTask = {
  name: 'waitForScalingProcesses',
  task: defineTask<'clouddriver'>({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.pipeline.providers.aws.ModifyAwsScalingProcessStage$WaitForScalingProcess',
    needs: ['clouddriver'],
    backoffMs: seconds(20),
    timeoutMs: minutes(20),
    async run(stage, { clouddriver }) {
      const { context } = stage
      const region = texts(context.regions)[0] ?? text(context.region) ?? locationOfStage(context).value
      const name = groupName(context) ?? ''
      const group = await requireGroup(clouddriver, { account: requireAccount(context), region, name })
      // Otherwise the operation's end says that it is so.
      if (!tellsProcesses(group)) return succeeded()
      const left = toChange(actionOf(context), texts(context.processes), suspendedProcesses(group))
      return left.length > 0 ? running() : succeeded()
    },
  }),
}

function actionOf(context: Json): Action {
  if (context.action === 'suspend' || context.action === 'resume') return context.action
  throw new Error('No action specified: set `action` to suspend or resume.')
}

const tasksOf = {
  suspend: changeProcesses('suspend', 'SuspendAwsScalingProcessTask'),
  resume: changeProcesses('resume', 'ResumeAwsScalingProcessTask'),
}

export const scalingProcessTasks = ({ context }: StageView, stageClass: string): readonly PlannedTask[] => [
  tasksOf[actionOf(context)],
  { name: 'monitor', task: monitorOperation() },
  forceCacheRefreshOf(stageClass),
  waitForScalingProcesses,
]

export const modifyAwsScalingProcess: StageDefinition = targetStage({
  type: 'modifyAwsScalingProcess',
  label: 'Modify Scaling Process',
  tasks: (stage) => scalingProcessTasks(stage, 'modify-aws-scaling-process-stage'),
})
