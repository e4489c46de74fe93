import type { ServerGroup } from '../../data/shapes.ts'
import type { GroupOperation } from '../cloud.ts'
import { asSpot, type SpotGroup } from './shapes.ts'

interface Abilities {
  /** Out of traffic, and back: a group as a whole, and single instances. */
  readonly standby: boolean
  readonly stopRoll: boolean
  readonly rollAction: boolean
  readonly policySuspension: boolean
  readonly interruption: boolean
  /** What Spot may be kept from doing by itself, in words. */
  readonly processes: Readonly<Record<string, string>>
}

/** What Spot's API has for groups on each cloud (docs/spot-clouds.md). */
const ABILITIES: Readonly<Record<string, Abilities>> = {
  aws: {
    standby: true,
    stopRoll: true,
    rollAction: true,
    policySuspension: true,
    interruption: true,
    processes: {
      AUTO_SCALE: 'Scaling by policies',
      AUTO_HEALING: 'Replacing unhealthy instances',
      OUT_OF_STRATEGY: 'Going back from on-demand to Spot',
      PREVENTIVE_REPLACEMENT: 'Replacing before a predicted interruption',
      REVERT_PREFERRED: 'Going back to preferred types',
      SCHEDULING: 'Scheduled tasks',
    },
  },
  gcp: {
    standby: false,
    stopRoll: true,
    rollAction: false,
    policySuspension: false,
    interruption: false,
    processes: {},
  },
  azure: {
    standby: false,
    stopRoll: false,
    rollAction: false,
    policySuspension: false,
    interruption: false,
    processes: {
      autoScale: 'Scaling by policies',
      scaleDown: 'Scaling down',
      autoHealing: 'Replacing unhealthy instances',
      syncStrategy: 'Going back from on-demand to Spot',
      preventiveReplacement: 'Replacing before a predicted interruption',
      signalTimeout: 'Giving up on machines that do not signal',
    },
  },
}

export const abilitiesOf = ({ cloud }: SpotGroup): Abilities => ABILITIES[cloud ?? 'aws'] ?? ABILITIES.aws!

export const CLOUD_NAMES = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' } as const

/** Why an operation can never be done to a group on its cloud. */
export const impossible = (operation: GroupOperation | 'rollback', group: ServerGroup): string | undefined => {
  const spot = asSpot(group)
  return ['enable', 'disable', 'rollback'].includes(operation) && !abilitiesOf(spot).standby
    ? `Spot has no way to take Elastigroups on ${CLOUD_NAMES[spot.cloud ?? 'aws']} out of traffic`
    : undefined
}
