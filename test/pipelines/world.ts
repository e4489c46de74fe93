import { spotStages } from '../../src/providers/spot/stages/index.ts'
import { builtInStages } from '../../src/services/orca/index.ts'
import type { Execution, Json, Stage } from '../../src/services/orca/model.ts'
import { defineTask, type StageDefinition } from '../../src/services/orca/stage.ts'
import { wait } from '../../src/services/orca/stages/wait.ts'
import type { OrcaUnderTest } from '../../src/services/orca/testing.ts'
import { orcaOnStubCloud } from '../support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../support/stub-clouddriver.ts'

/** Orca as it is, in a time of its own, with a Front50 and a cloud of the test's. */

/** The bake of an image, whose service is not there. */
const bake: StageDefinition = {
  ...wait,
  type: 'bake',
  tasks: () => [{ name: 'completeParallel', task: defineTask({ implementingClass: 'Played', run: () => baked }) }],
}
const image = { ami: 'ami-2', imageId: 'ami-2', region: 'us-east-1', cloudProvider: 'aws' }
const baked = { status: 'SUCCEEDED', outputs: { deploymentDetails: [image] } } as const

export async function world(config: Json = {}): Promise<OrcaUnderTest & { cloud: StubClouddriver }> {
  const { cloud, orca } = await orcaOnStubCloud({ config, stages: [...builtInStages, ...spotStages, bake] })
  return { ...orca, cloud }
}

export const stage = (refId: string, after: string[], type: string, name: string, more: Json = {}) => ({
  refId,
  requisiteStageRefIds: after,
  type,
  name,
  ...more,
})

/** The pipeline that bakes an image and deploys it, with what is to be different about its one cluster. */
export const bakeAndDeploy = (strategy: Json, more: Json = {}) => ({
  name: 'bake-and-deploy',
  application: 'shop',
  stages: [
    stage('1', [], 'bake', 'Bake', { package: 'shop', regions: ['us-east-1'], cloudProviderType: 'aws' }),
    stage('2', ['1'], 'deploy', 'Deploy prod', {
      ...more,
      clusters: [
        {
          account: 'prod',
          application: 'shop',
          stack: 'prod',
          freeFormDetails: '',
          maxRemainingAsgs: 2,
          scaleDown: false,
          capacity: { min: 2, max: 4, desired: 2 },
          availabilityZones: { 'us-east-1': ['us-east-1a', 'us-east-1b'] },
          instanceType: 't3.small',
          targetGroups: ['shop-tg'],
          suspendedProcesses: [],
          useSourceCapacity: false,
          targetHealthyDeployPercentage: 100,
          cloudProvider: 'aws',
          ...strategy,
        },
      ],
    }),
  ],
})

export const stageNamed = ({ stages }: Execution, name: string): Stage => stages.find((each) => each.name === name)!

/** The group that is there before a deploy. */
export const previous = { name: 'shop-prod-v001', capacity: { min: 2, max: 4, desired: 2 } }

/** What every deploy begins with. */
export const prepared = 'determineSourceServerGroup, determineHealthProviders'

/** Traffic moves bit by bit only from one group to another. */
export const rollingStart = `
  2<1<1 checkPreconditions "Check Deploy Preconditions": checkPrecondition`
