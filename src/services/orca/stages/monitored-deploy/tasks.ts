import { z } from 'zod'
import { GennakerError } from '../../../../platform/errors/index.ts'
import type { DeploymentMonitor, DeploymentMonitors } from '../../deployment-monitors.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageView, type TaskResult } from '../../stage.ts'
import { isTrue, json, number, text } from '../../values.ts'
import { minutes, running } from '../results.ts'

/** What a monitor answers; fields beyond these are left alone (orca: EvaluateHealthResponse). */
const answerSchema = z.object({
  nextStep: z.object({ directive: z.enum(['abort', 'complete', 'continue', 'wait']) }),
  statusReason: z.unknown().optional(),
})
type Answer = z.infer<typeof answerSchema>
type Directive = Answer['nextStep']['directive']

const words: Readonly<Record<Directive, string>> = {
  wait: 'Waiting for deployment monitor to evaluate health of deployed instances',
  abort: 'Deployment monitor deemed the deployed instances unhealthy, aborting deployment',
  continue: 'Deployment monitor deemed the instances healthy, proceeding with deploy',
  complete: 'Deployment monitor deemed the instances healthy and requested to complete the deployment early',
}

const statuses = { wait: 'RUNNING', abort: 'TERMINAL', continue: 'SUCCEEDED', complete: 'SUCCEEDED' } as const

/** Failed calls that a stage gets over; more fail it. */
const mostRetries = 3

/** What every call tells of the deploy. `deploymentId` stays the same through all of them, `stageId` through one step's. */
function aboutDeploy({ stage, execution, context }: StageView): Json {
  const known = (key: string) => text(context[key]) ?? null
  return {
    application: execution.application,
    executionId: execution.id,
    stageId: stage.id,
    deploymentId: stage.parentStageId ?? null,
    oldServerGroup: known('oldServerGroup'),
    newServerGroup: known('newServerGroup'),
    account: known('account'),
    region: known('region'),
    cloudProvider: known('cloudProvider'),
    parameters: json(context.deploymentMonitor).parameters ?? null,
  }
}

/** A task that asks the monitor, gets over some failed calls, and then goes by the operator's word on failing monitors. */
function monitorCall(className: string, ask: (stage: StageView, monitor: DeploymentMonitor) => Promise<TaskResult>) {
  return defineTask<'deploymentMonitors'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.monitoreddeploy.${className}`,
    needs: ['deploymentMonitors'],
    backoffMs: minutes(1),
    timeoutMs(stage, services) {
      const override = number(json(stage.context.deploymentMonitor).maxAnalysisMinutesOverride)
      return minutes(override && override > 0 ? override : monitorOf(stage, services).maxAnalysisMinutes)
    },
    onTimeout: (stage, services) =>
      failsOnError(stage, monitorOf(stage, services))
        ? told(
            'TERMINAL',
            'Deployment monitor failed to evaluate health in the allotted time, assuming failure because the monitor is configured to failOnError',
          )
        : told(
            'FAILED_CONTINUE',
            'Deployment monitor failed to evaluate health in the allotted time, proceeding anyway because the monitor is not configured to failOnError',
          ),
    async run(stage, services) {
      const monitor = monitorOf(stage, services)
      try {
        return await ask(stage, monitor)
      } catch (error) {
        const isCallFailed = error instanceof GennakerError
        const retries = number(stage.context.deployMonitorHttpRetryCount) ?? 0
        if (isCallFailed && retries < mostRetries) return running({ deployMonitorHttpRetryCount: retries + 1 })
        if (isCallFailed || error instanceof z.ZodError) return afterFailedCalls(stage, monitor)
        throw error
      }
    },
  })
}

function monitorOf({ context }: StageView, { deploymentMonitors }: Pick<Capabilities, 'deploymentMonitors'>) {
  return requireMonitors(deploymentMonitors).get(text(json(context.deploymentMonitor).id) ?? '')
}

/** @throws where operators have not enabled monitored deploys */
export function requireMonitors(monitors: DeploymentMonitors | undefined): DeploymentMonitors {
  if (monitors !== undefined) return monitors
  throw new Error('Monitored deploys are not enabled here: set `monitored-deploy.enabled` in orca.yml.')
}

function failsOnError({ context }: StageView, { failOnError }: DeploymentMonitor): boolean {
  const override = json(context.deploymentMonitor).failOnErrorOverride
  return override === undefined || override === null ? failOnError : isTrue(override)
}

function afterFailedCalls(stage: StageView, monitor: DeploymentMonitor): TaskResult {
  const said = `Failed to get a valid response from deployment monitor ${monitor.name}`
  // All is done by then: it must not be undone because somebody could not be told.
  if (stage.stage.type === 'notifyDeployCompleted')
    return told('FAILED_CONTINUE', `${said}, proceeding anyway to avoid unnecessary rollback`)
  return failsOnError(stage, monitor)
    ? told('TERMINAL', `${said}, aborting because this deployment monitor is configured to failOnError`)
    : told(
        'FAILED_CONTINUE',
        `${said}, proceeding anyway because this deployment monitor is configured to not failOnError`,
      )
}

/** What UIs show of the monitor's decision. */
function told(status: TaskResult['status'], summary: string, reason?: unknown): TaskResult {
  const explained = reason === undefined || reason === null ? { summary } : { summary, reason }
  return { status, context: { deploymentMonitorReasons: explained } }
}

const decided = ({ nextStep: { directive }, statusReason }: Answer) =>
  told(statuses[directive], words[directive], statusReason)

/** Before the new group gets instances; the monitor may refuse. */
export const notifyDeployStarting = monitorCall('NotifyDeployStartingTask', async (stage, monitor) =>
  decided(answerSchema.parse(await monitor.notify('starting', aboutDeploy(stage)))),
)

/** At each step; while the monitor says `wait`, it is asked again every minute. */
export const evaluateDeploymentHealth = monitorCall('EvaluateDeploymentHealthTask', async (stage, monitor) => {
  const currentProgress = number(stage.context.currentProgress) ?? 0
  const request = { ...aboutDeploy(stage), newInstances: [], currentProgress }
  const answer = answerSchema.parse(await monitor.notify('evaluateHealth', request))
  const isComplete = answer.nextStep.directive === 'complete'
  return { ...decided(answer), ...(isComplete ? { outputs: { skipToPercentage: 100 } } : {}) }
})

/** In the end, well or badly; the answer does not matter. */
export const notifyDeployCompleted = monitorCall('NotifyDeployCompletedTask', async (stage, monitor) => {
  const status = isTrue(stage.context.hasDeploymentFailed) ? 'failure' : 'success'
  await monitor.notify('completed', { ...aboutDeploy(stage), status, rollback: rollbackOf(stage) })
  return { status: 'SUCCEEDED' }
})

function rollbackOf({ stage, execution }: StageView): string {
  const siblings = execution.stages.filter(({ parentStageId }) => parentStageId === stage.parentStageId)
  const rollback = siblings.find(({ type }) => type === 'rollbackCluster')
  if (rollback === undefined) return 'not_performed'
  return rollback.status === 'SUCCEEDED' ? 'success' : 'failure'
}
