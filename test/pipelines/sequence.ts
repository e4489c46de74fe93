import type { Execution } from '../../src/services/orca/model.ts'

/**
 * What became of an execution, a line a stage in the order in which it lists them:
 * `2<1 createServerGroup "Deploy in us-east-1": task, task`. Whatever did not end SUCCEEDED says how it stands.
 */
export function sequenceOf({ stages }: Pick<Execution, 'stages'>): string[] {
  return stages.map(({ refId, type, name, status, tasks }) => {
    const steps = tasks.map((task) => `${task.name}${unless(task.status)}`).join(', ')
    return `${refId} ${type} "${name}"${unless(status)}${steps === '' ? '' : `: ${steps}`}`
  })
}

/** The part of a sequence that is about the stage with refId 2, the deploy. */
export const deployOf = (execution: Pick<Execution, 'stages'>) =>
  sequenceOf(execution).filter((line) => line.startsWith('2'))

const unless = (status: string) => (status === 'SUCCEEDED' ? '' : ` ${status}`)

/** The lines of a text without its indentation. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Tasks that always come together. */
export const tasks = {
  disableCluster:
    'determineHealthProviders, disableCluster, monitorDisableCluster, forceCacheRefresh, waitForClusterDisable, forceCacheRefresh',
  shrinkCluster:
    'determineHealthProviders, shrinkCluster, monitorShrinkCluster, forceCacheRefresh, waitForClusterShrink, forceCacheRefresh',
  scaleDownCluster:
    'determineHealthProviders, scaleDownCluster, monitorScaleDownCluster, forceCacheRefresh, waitForScaleDownCluster, forceCacheRefresh',
  createServerGroup:
    'createServerGroup, monitorDeploy, forceCacheRefresh, waitForUpInstances, forceCacheRefresh, getCommits',
  pin: 'resizeServerGroup, monitorServerGroup, forceCacheRefresh',
  resize:
    'checkIfApplicationExists, determineHealthProviders, resizeServerGroup, monitorServerGroup, forceCacheRefresh, waitForCapacityMatch',
  enable: 'determineHealthProviders, enableServerGroup, monitorServerGroup, waitForUpInstances, forceCacheRefresh',
  disable:
    'determineHealthProviders, disableServerGroup, monitorServerGroup, waitForDownInstances, waitForServerGroupDisabled, forceCacheRefresh',
  disablePart:
    'determineHealthProviders, disableServerGroup, monitorServerGroup, waitForDownInstances, waitForServerGroupDisabled SKIPPED, forceCacheRefresh',
  restoreMin: 'restoreMinCapacity, waitForCapacityMatch, forceCacheRefresh',
} as const
