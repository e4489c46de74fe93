import type { Group } from '../driver/index.ts'

/** A group that is shown, and others of its name and region, which are not: a server group is found by its name. */
export interface Named {
  readonly group: Group
  readonly region: string
  /** Ids of the others, the oldest first. */
  readonly namesakes: readonly string[]
}

/** Spot lets several groups have one name. The oldest one is shown: no later one can take its place. */
export function namedGroups(
  groups: readonly Group[],
  factsOf: (group: Group) => { readonly region: string; readonly createdAt?: number },
): Named[] {
  const byPlace = Map.groupBy(groups, (group) => `${factsOf(group).region}\n${group.name}`)
  return [...byPlace.values()].map((members) => {
    const age = (group: Group) => factsOf(group).createdAt ?? Number.POSITIVE_INFINITY
    const [first, ...others] =
      members.length === 1 ? members : members.toSorted((a, b) => compare(age(a), age(b)) || compare(a.id, b.id))
    const group = first as Group
    return { group, region: factsOf(group).region, namesakes: others.map(({ id }) => id) }
  })
}

const compare = <T extends number | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)
