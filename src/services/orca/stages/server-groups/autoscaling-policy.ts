import { defineTask, type PlannedTask, type StageDefinition } from '../../stage.ts'
import { json } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { monitorOperation } from './cloud-operation.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { mutate } from './mutation.ts'
import { readTarget, resolveTarget } from './target.ts'
import { targetStage } from './target-stage.ts'

/** The group's policy as it is, but for its mode: nothing else can be changed here. */
const upsert: PlannedTask = {
  ...mutate({
    operation: 'upsertScalingPolicy',
    taskClass: 'UpsertGceAutoscalingPolicyTask',
    taskPackage: 'providers.gce.autoscaling',
    async describe({ context }, target, { clouddriver }) {
      const { autoscalingPolicy } = await readTarget(clouddriver, target)
      return { description: { autoscalingPolicy: { ...json(autoscalingPolicy), mode: context.mode } } }
    },
  }),
  name: 'upsert',
}

const waitForMode: PlannedTask = {
  name: 'waitForScalingProcesses',
  task: defineTask<'clouddriver'>({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.tasks.providers.gce.autoscaling.WaitForGceAutoscalingPolicyTask',
    needs: ['clouddriver'],
    backoffMs: seconds(20),
    timeoutMs: minutes(20),
    async run(stage, { clouddriver }) {
      const group = await readTarget(clouddriver, await resolveTarget(stage, clouddriver))
      return json(group.autoscalingPolicy).mode === stage.context.mode ? succeeded() : running()
    },
  }),
}

/** Switches the autoscaler of a group of Google Compute Engine on, off, or to growing only. */
export const modifyGceAutoscalingPolicy: StageDefinition = targetStage({
  type: 'modifyGceAutoscalingPolicy',
  label: 'Modify Autoscaling Policy (Google)',
  tasks: () => [upsert, { name: 'monitor', task: monitorOperation() }, forceCacheRefresh, waitForMode],
})
