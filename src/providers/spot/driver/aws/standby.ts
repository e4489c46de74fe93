import type { Document, Group, Standby } from '../driver.ts'
import { launchOf } from '../launch.ts'
import { loadBalancersOf } from './load-balancers.ts'
import { tagsOf } from './tags.ts'

/**
 * The tag that notes a standby instance by instance: what was suspended for it, e.g. `AUTO_SCALE+AUTO_HEALING`; `part`
 * where only some instances are in standby.
 */
export const standbyTag = 'gennaker:standby'
const part = 'part'
const noted = (group: Group): string | undefined => tagsOf(launchOf(group).tags)[standbyTag]

function withValue(group: Group, tagValue: string | undefined): Document {
  const tags = launchOf(group).tags
  const others = (Array.isArray(tags) ? tags : []).filter((tag) => tag?.tagKey !== standbyTag)
  const note = tagValue === undefined ? [] : [{ tagKey: standbyTag, tagValue }]
  return { compute: { launchSpecification: { tags: [...others, ...note] } } }
}

export const awsStandby: Omit<Standby, 'group' | 'instance'> = {
  registration: 'LB_REGISTRATION',
  scaling: 'AUTO_SCALE',
  replacing: ['AUTO_SCALE', 'AUTO_HEALING', 'PREVENTIVE_REPLACEMENT', 'OUT_OF_STRATEGY'],
  noteOf(group) {
    const value = noted(group)
    return value === part ? undefined : value?.split('+').filter((name) => name !== '')
  },
  withNote: (group, processes) => withValue(group, processes?.join('+')),
  isPartly: (group) => noted(group) === part,
  withPart: (group) => withValue(group, part),
}

/**
 * Whether a group is out of traffic: in group standby (which suspends LB_REGISTRATION) without scaling; by the note of
 * standby instance by instance; or, where no load balancer leads to it, simply without scaling.
 */
export function isDisabled(group: Group, suspended: readonly string[]): boolean {
  if (!suspended.includes(awsStandby.scaling)) return false
  return (
    suspended.includes(awsStandby.registration) ||
    awsStandby.noteOf(group) !== undefined ||
    loadBalancersOf(group).length === 0
  )
}
