import type { ServerGroup } from '../data/shapes.ts'
import { clusterOf, counted, isBeside, isDisabled, placeOf, sizeOf } from './group.ts'

/** What an action would do to traffic, in words with numbers: the same for one server group and for many. */

export const upOf = ({ instanceCounts, instances }: ServerGroup): number =>
  instanceCounts?.up ?? instances?.filter(({ healthState }) => healthState === 'Up').length ?? 0

export const sumOf = (groups: readonly ServerGroup[], of: (group: ServerGroup) => number = sizeOf): number =>
  groups.reduce((sum, group) => sum + of(group), 0)

/** A cluster in one place, as it would be without the groups that go. */
interface Place {
  readonly where: string
  /** Enabled groups that go, and those that stay. */
  readonly going: readonly ServerGroup[]
  readonly staying: readonly ServerGroup[]
}

const isOf = (groups: readonly ServerGroup[], group: ServerGroup): boolean =>
  groups.some((each) => placeOf(each) === placeOf(group))

/** `all`: every server group of the clusters that are touched. */
const placesOf = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): Place[] => {
  const firsts = selected.filter(
    (group, position) => selected.findIndex((other) => isBeside(group, other)) === position,
  )
  return firsts.map((first) => {
    const enabled = all.filter((group) => isBeside(first, group) && !isDisabled(group))
    return {
      where: `${clusterOf(first)} in ${first.region}`,
      going: selected.filter((group) => isBeside(first, group) && !isDisabled(group)),
      staying: enabled.filter((group) => !isOf(selected, group)),
    }
  })
}

/** How many active instances would be left in the clusters from which some are taken; undefined when none are. */
export const stayingActive = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): number | undefined => {
  const touched = placesOf(selected, all).filter(({ going }) => sumOf(going, upOf) > 0)
  return touched.length === 0 ? undefined : touched.reduce((sum, { staying }) => sum + sumOf(staying, upOf), 0)
}

/** What goes on taking traffic without these server groups, cluster by cluster. */
export const remainingWords = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): string[] =>
  placesOf(selected, all).map(({ where, going, staying }) => {
    if (going.length === 0)
      return staying.length === 0
        ? `No server group of ${where} is enabled.`
        : `${where} loses no traffic: ${counted(staying.length, 'other server group')} of it ${staying.length === 1 ? 'is' : 'are'} enabled.`
    if (staying.length === 0)
      return going.length === 1
        ? `${going[0]!.name} is the last enabled server group of ${where}: 0 others are active, and nothing of it will take traffic.`
        : `These are the last enabled server groups of ${where}: 0 others are active, and nothing of it will take traffic.`
    const left = sumOf(staying, upOf)
    const before = left + sumOf(going, upOf)
    const share = before === 0 ? '' : ` (${Math.round((100 * left) / before)} %)`
    return `${left} of ${counted(before, 'active instance')} of ${where} stay${left === 1 ? 's' : ''}${share}, in ${counted(staying.length, 'other enabled server group')}.`
  })

const them = (groups: readonly ServerGroup[]): string =>
  groups.length === 1 ? groups[0]!.name : counted(groups.length, 'server group')

export const destroyWords = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): string[] => [
  `${counted(sumOf(selected), 'instance')} will be terminated, and ${them(selected)} will be deleted. ${selected.length === 1 && sumOf(selected) === 0 ? 'It does not come back' : 'Neither comes back'}.`,
  ...remainingWords(selected, all),
  'There is no undo: what ran here comes back by deploying or cloning it again.',
]

export const disableWords = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): string[] => [
  `${counted(sumOf(selected), 'instance')} of ${them(selected)} will take no more traffic. They go on running, and costing.`,
  ...remainingWords(selected, all),
  `Undo: enable ${selected.length === 1 ? 'it' : 'them'} again.`,
]

export const enableWords = (selected: readonly ServerGroup[], all: readonly ServerGroup[]): string[] => [
  `${counted(sumOf(selected), 'instance')} of ${them(selected)} will take traffic again, and ${selected.length === 1 ? 'it scales by itself' : 'they scale by themselves'} again.`,
  ...selected.flatMap((group) => {
    const newer = all.find(
      (other) => isBeside(group, other) && !isDisabled(other) && (other.createdTime ?? 0) > (group.createdTime ?? 0),
    )
    return newer
      ? [
          `${newer.name} is newer and enabled: both will take traffic. To go back to ${group.name}, roll ${newer.name} back.`,
        ]
      : []
  }),
  `Undo: disable ${selected.length === 1 ? 'it' : 'them'} again.`,
]
