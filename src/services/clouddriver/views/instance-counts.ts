import type { InstanceCounts } from '../client.ts'
import type { Instance } from '../provider.ts'

/** How many instances are in which state; Draining counts in the total only. */
export function countInstances(instances: readonly Instance[]): InstanceCounts {
  const of = (state: string) => instances.reduce((sum, { healthState }) => sum + (healthState === state ? 1 : 0), 0)
  return {
    total: instances.length,
    up: of('Up'),
    down: of('Down'),
    unknown: of('Unknown'),
    outOfService: of('OutOfService'),
    starting: of('Starting'),
  }
}
