import { problem } from '../../../../platform/errors/index.ts'
import type { Roll, RollDetails, RollRequest } from '../driver.ts'
import type { Deployment, DeploymentDetails } from './shapes.ts'

/** A deployment as a roll. Its state is put into the words of rolls; Spot's own word stays beside it. */
export const rollOf = (deployment: Deployment): Roll => ({
  ...deployment,
  status: statusOf(deployment.status),
  deploymentStatus: deployment.status,
})

/** Spot publishes but one of the words (`deploymentStart`), so that they are told by what they contain. */
function statusOf(word: string): string {
  if (/fail|error/i.test(word)) return 'failed'
  if (/stopping|cancell?ing/i.test(word)) return 'stopping'
  if (/stopp?ed|cancell?ed|abort/i.test(word)) return 'stopped'
  if (/finish|complete|success|succeed|done/i.test(word)) return 'finished'
  return /start/i.test(word) ? 'starting' : 'in_progress'
}

/** The batches with their machines as rolls have them: `instances: [{blue: […], green: […]}]`. */
export function rollDetailsOf(details: DeploymentDetails): RollDetails {
  const { numberOfBatches, currentBatch } = details.detailsOverview ?? {}
  const sides = new Map<number, { blue: object[]; green: object[] }>()
  for (const [index, { batch, blue, green }] of (details.batches ?? []).entries()) {
    const number = batch ?? index + 1
    const both = sides.get(number) ?? { blue: [], green: [] }
    both.blue.push(...machinesOf(blue))
    both.green.push(...machinesOf(green))
    sides.set(number, both)
  }
  return { ...details, numberOfBatches, currentBatch, instances: [...sides.values()] }
}

type Side = NonNullable<DeploymentDetails['batches']>[number]['blue']

const machinesOf = (side: Side) =>
  [side ?? []].flat().flatMap((machine) => {
    const { vmName, status, ...rest } = machine as { vmName?: string | null; status?: string | null }
    return vmName ? [{ instanceId: vmName, status: (status ?? 'running').toUpperCase(), ...rest }] : []
  })

const healthChecks = ['vmState', 'applicationGateway']
const shortestGrace = 300

/** The body of a deployment. A wish that Azure does not know is refused, not forgotten. */
export function deploymentOf(request: RollRequest) {
  const { healthCheckType, action, onFailure, shouldDrainInstances, ...asked } = request
  if (action === 'RESTART_SERVER' || onFailure !== undefined || shouldDrainInstances !== undefined) {
    const what =
      action === 'RESTART_SERVER' ? 'action RESTART_SERVER' : onFailure ? 'onFailure' : 'shouldDrainInstances'
    throw problem('invalid', `Elastigroups on Azure can't roll with ${what}: leave it out of the roll`)
  }
  if (healthCheckType !== undefined && !healthChecks.includes(healthCheckType)) {
    throw problem(
      'invalid',
      `Elastigroups on Azure can't roll with healthCheckType ${healthCheckType}: it is ${healthChecks.join(' or ')}`,
    )
  }
  if (asked.gracePeriod < shortestGrace) {
    throw problem('invalid', `Elastigroups on Azure can't roll with a gracePeriod below ${shortestGrace} seconds`)
  }
  return { ...asked, ...(healthCheckType === undefined ? {} : { healthCheckTypes: [healthCheckType] }) }
}
