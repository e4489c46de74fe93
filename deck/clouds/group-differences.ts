import type { ServerGroup } from '../data/shapes.ts'
import { isDisabled, placeOf } from './group.ts'

const sizeWords = ({ capacity }: ServerGroup): string =>
  `${capacity?.desired ?? '–'} wanted (${capacity?.min ?? '–'} to ${capacity?.max ?? '–'})`

const stateWords = (group: ServerGroup): string => (isDisabled(group) ? 'disabled' : 'enabled')

/** How a server group is different from before, in whole sentences about `it`. */
export const changesBetween = (before: ServerGroup, now: ServerGroup, it = 'It'): string[] => [
  ...(sizeWords(before) === sizeWords(now) ? [] : [`${it} was ${sizeWords(before)}, and is ${sizeWords(now)} now.`]),
  ...(stateWords(before) === stateWords(now) ? [] : [`${it} is ${stateWords(now)} now.`]),
]

export const goneWords = ({ name }: ServerGroup): string => `${name} is not there any more.`

/** How some server groups are different from before: which went and came, and what became of the others. */
export const differencesBetween = (before: readonly ServerGroup[], now: readonly ServerGroup[]): string[] => {
  const places = new Map(now.map((group) => [placeOf(group), group]))
  const known = new Set(before.map(placeOf))
  return [
    ...before.flatMap((group) => {
      const other = places.get(placeOf(group))
      return other ? changesBetween(group, other, group.name) : [goneWords(group)]
    }),
    ...now
      .filter((group) => !known.has(placeOf(group)))
      .map((group) => `${group.name} is new: ${stateWords(group)}, ${sizeWords(group)}.`),
  ]
}
