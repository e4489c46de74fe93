import type { Cloud } from '../cloud.ts'
import type { Json } from '../model.ts'
import type { NewStage } from '../stage.ts'
import { deployCluster } from '../stages/server-groups/deploy-cluster.ts'
import { json, number, objects, text, texts } from '../values.ts'
import { allowLaunch, regionalImages } from './images.ts'

const rolling = ['rollingredblack', 'monitored']

/** EC2: auto scaling groups with scaling processes, and images that an account has to be allowed to launch. */
export const aws: Cloud = {
  id: 'aws',
  platformHealth: 'Amazon',
  creationTellsNames: true,
  images: regionalImages,
  pinsWhileDeploying: (strategy) => !rolling.includes(strategy.toLowerCase()),

  beforeDeploy(deployment) {
    const most = number(deployment.maxInitialAsgs) ?? 1
    if (!rolling.includes((text(deployment.strategy) ?? '').toLowerCase()) || most === -1) return []
    const account = text(deployment.account) ?? text(deployment.credentials)
    const condition = {
      onlyEnabledServerGroups: true,
      comparison: '<=',
      expected: most,
      regions: [text(deployment.region) ?? Object.keys(json(deployment.availabilityZones))[0]],
      cluster: deployCluster(deployment)?.cluster,
      application: deployment.application,
      credentials: account,
      ...(deployment.moniker === undefined ? {} : { moniker: deployment.moniker }),
    }
    const context = {
      credentials: account,
      cloudProvider: 'aws',
      preconditionType: 'clusterSize',
      context: condition,
    }
    return [{ type: 'checkPreconditions', name: 'Check Deploy Preconditions', context }]
  },

  async createOperations(deployment, find, { clouddriver, defaults }) {
    const zones = json(deployment.availabilityZones)
    const region = text(deployment.region) ?? Object.keys(zones)[0]
    const found = find(region)
    const credentials = text(deployment.credentials) ?? text(deployment.account)
    const own = credentials === undefined ? undefined : await clouddriver.account(credentials)
    const common = own?.defaultSecurityGroups === undefined ? defaults.securityGroups : texts(own.defaultSecurityGroups)
    const amiName = text(deployment.amiName) ?? found.amiName
    const imageId = text(deployment.imageId) ?? found.imageId ?? text(objects(deployment.deploymentDetails)[0]?.imageId)
    const operation = {
      ...deployment,
      ...(amiName === undefined ? {} : { amiName }),
      ...(imageId === undefined ? {} : { imageId }),
      ...(credentials === undefined ? {} : { credentials }),
      securityGroups: [...texts(deployment.securityGroups), ...common],
    }
    const regions = credentials === defaults.bakeAccount ? [] : Object.keys(zones)
    if (amiName === undefined && regions.length > 0) throw new Error(withoutImage(regions))
    return [
      ...regions.map((each) => allowLaunch(credentials, each, amiName, defaults)),
      { createServerGroup: operation },
    ]
  },

  beforeClone(description, defaults) {
    const regions = texts(description.region ?? Object.keys(json(description.availabilityZones)))
    if (description.credentials === defaults.bakeAccount || text(description.amiName) === undefined) return []
    return regions.map((region) => allowLaunch(description.credentials, region, description.amiName, defaults))
  },

  launchSettingsOperations(operation, context, find, defaults) {
    const region = text(context.region)
    const amiName = text(context.amiName) ?? find(region).amiName
    const description = {
      ...context,
      ...(amiName === undefined ? {} : { amiName }),
      asgName: context.asgName ?? context.serverGroupName,
    }
    const allowed =
      context.credentials === defaults.bakeAccount ? [] : [allowLaunch(context.credentials, region, amiName, defaults)]
    return [...allowed, { [operation]: description }]
  },

  aroundResize(context, hasFixedTarget) {
    const { serverGroupName, asgName, ...rest } = context
    const { cloudProvider, credentials, region } = context
    const base = hasFixedTarget
      ? { serverGroupName: serverGroupName ?? asgName, cloudProvider, credentials, region }
      : rest
    const stage = (name: string, more: Json): NewStage => ({
      type: 'modifyAwsScalingProcess',
      name,
      context: { ...base, ...more },
    })
    return {
      before: stage('resumeScalingProcesses', { action: 'resume', processes: ['Launch', 'Terminate'] }),
      after: stage('suspendScalingProcesses', { action: 'suspend' }),
    }
  },

  // A group whose termination is suspended would keep its instances.
  scaleDownOperations: (_group, resize) => {
    const { capacity: _, ...named } = resize
    return [{ resumeAsgProcessesDescription: { ...named, processes: ['Terminate'] } }, { resizeServerGroup: resize }]
  },

  // Only the minimum: the group may have scaled by itself meanwhile.
  restoredCapacity: (_current, _snapshot, min) => ({ min }),

  comesWhenItComes: ({ context }, group) =>
    json(group.launchConfig).spotPrice !== undefined &&
    json(group.launchConfig).spotPrice !== null &&
    context.strategy === '',
}

function withoutImage(regions: readonly string[]): string {
  const where =
    regions.length === 1
      ? `No AMI found for ${regions[0]}`
      : `No AMIs found for the following regions: ${regions.join(', ')}`
  return `${where}. Make sure an upstream stage (e.g. bake, find image) or the pipeline trigger is supplying an AMI for each region specified.`
}
