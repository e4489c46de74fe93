import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { drainingTimeoutOf } from '../model/group.ts'
import { log } from '../model/journal.ts'
import { isObject } from '../model/merge.ts'
import { startRoll } from '../model/roll.ts'
import type { CodeDeployment, Group } from '../model/state.ts'
import { bodyOf, type Call, groupOf, queryOf, route } from './route.ts'

const GROUP = '/aws/ec2/group/:groupId'
const BEANSTALK = 'spotinst:aws:ec2:group:beanstalk'
const CODE_DEPLOY = 'spotinst:aws:ec2:group:codeDeploy:blueGreenDeployment'

/** What Spot does together with other services of AWS: Beanstalk, CodeDeploy, and rules of load balancers. */
export const integrationRoutes = [
  route('GET', '/aws/ec2/group/beanstalk/import', importEnvironment),
  route('PUT', `${GROUP}/beanstalk/reimport`, (call) => ({
    kind: 'spotinst:aws:ec2:group',
    items: [groupOf(call).document],
  })),
  route('PUT', `${GROUP}/beanstalk/maintenance/start`, (call) => maintain(call, true)),
  route('PUT', `${GROUP}/beanstalk/maintenance/finish`, (call) => maintain(call, false)),
  route('GET', `${GROUP}/beanstalk/maintenance/status`, (call) => ({
    kind: BEANSTALK,
    items: [{ status: groupOf(call).inMaintenance ? 'AWAIT_USER_UPDATE' : 'ACTIVE' }],
  })),
  route('POST', `${GROUP}/codeDeploy/blueGreenDeployment`, deploy),
  route('GET', `${GROUP}/codeDeploy/blueGreenDeployment`, (call) => {
    const group = groupOf(call)
    return {
      kind: CODE_DEPLOY,
      items: group.codeDeployments.toReversed().map((one) => deploymentItem(call, group, one)),
    }
  }),
  route('PUT', `${GROUP}/codeDeploy/blueGreenDeployment/:deploymentId/stop`, stopDeployment),
  route('GET', `${GROUP}/itf/migration`, (call) => {
    groupOf(call)
    return { kind: 'spotinst:aws:ec2:group:itf:migration', items: [] }
  }),
  route('PUT', `${GROUP}/itf/migration/:migrationId`, (call) => {
    groupOf(call)
    throw refuse('MIGRATION_DOESNT_EXIST', `Rule migration ${call.params.migrationId} does not exist`)
  }),
]

/** A group as it would be for a Beanstalk environment; nothing is made. */
function importEnvironment(call: Call) {
  const query = z.object({
    region: z.string(),
    environmentId: z.string().optional(),
    environmentName: z.string().optional(),
  })
  const { region, environmentId, environmentName } = queryOf(call, query)
  const environment = environmentId ?? environmentName
  if (!environment) throw refuse('VALIDATION_ERROR', 'environmentId or environmentName is required')
  const group = {
    name: environmentName ?? environment,
    region,
    capacity: { target: 1, minimum: 1, maximum: 4, unit: 'instance' },
    strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true },
    compute: {
      product: 'Linux/UNIX',
      availabilityZones: [{ name: `${region}a`, subnetIds: ['subnet-0a'] }],
      instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
      launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-0a'], monitoring: false },
    },
    thirdPartiesIntegration: { elasticBeanstalk: { environmentId: environment } },
  }
  return { kind: 'spotinst:aws:ec2:group', items: [group] }
}

/** The end of a maintenance rolls the group. */
function maintain(call: Call, starts: boolean) {
  const group = groupOf(call)
  const integrations = group.document.thirdPartiesIntegration
  if (!isObject(integrations) || !isObject(integrations.elasticBeanstalk)) {
    throw refuse('VALIDATION_ERROR', `Group ${group.id} has no Beanstalk integration`)
  }
  if (group.inMaintenance === starts) {
    throw refuse('VALIDATION_ERROR', `Group ${group.id} is ${starts ? 'already' : 'not'} in maintenance`)
  }
  group.inMaintenance = starts
  log(group, call.now, 'INFO', `Beanstalk maintenance of group ${group.id} has ${starts ? 'begun' : 'ended'}`)
  if (!starts) {
    const whole = {
      batchSizePercentage: 100,
      gracePeriod: 300,
      healthCheckType: 'EC2',
      drainingTimeout: drainingTimeoutOf(group),
    }
    const rest = { action: 'REPLACE_SERVER', batchMinHealthyPercentage: 50, onFailure: null, cluster: null } as const
    startRoll(call.world, group, { ...whole, ...rest }, call.now)
  }
  return { kind: BEANSTALK, items: [{ status: starts ? 'AWAIT_USER_UPDATE' : 'ACTIVE' }] }
}

const DEPLOYMENT = z.object({
  deployment: z.object({
    timeout: z.int().nullish(),
    tags: z.array(z.looseObject({ tagKey: z.string(), tagValue: z.string().nullish() })).nullish(),
    deploymentGroups: z.array(z.looseObject({ applicationName: z.string(), deploymentGroupName: z.string() })).min(1),
  }),
})
const DEPLOYMENT_SECONDS = 60

function deploy(call: Call) {
  const group = groupOf(call)
  const { deployment } = bodyOf(call, DEPLOYMENT)
  const made: CodeDeployment = {
    id: `cdbg-${call.world.random.hex(8)}`,
    config: deployment,
    startedAt: call.now,
    stoppedAt: null,
  }
  group.codeDeployments = [...group.codeDeployments, made]
  log(group, call.now, 'INFO', `CodeDeploy deployment ${made.id} was started`)
  return { kind: CODE_DEPLOY, items: [deploymentItem(call, group, made)] }
}

function stopDeployment(call: Call) {
  const group = groupOf(call)
  const deployment = group.codeDeployments.find(({ id }) => id === call.params.deploymentId)
  if (!deployment) throw refuse('DEPLOYMENT_DOESNT_EXIST', `Deployment ${call.params.deploymentId} does not exist`)
  deployment.stoppedAt ??= call.now
  return { kind: CODE_DEPLOY, items: [deploymentItem(call, group, deployment)] }
}

function deploymentItem({ world, now }: Call, group: Group, { id, config, startedAt, stoppedAt }: CodeDeployment) {
  const share = (now - startedAt) / world.clock.span(DEPLOYMENT_SECONDS)
  const state = stoppedAt !== null ? 'STOPPED' : share >= 1 ? 'FINISHED' : share === 0 ? 'STARTING' : 'IN_PROGRESS'
  return { id, groupId: group.id, state, config, createdAt: isoDate(startedAt) }
}
