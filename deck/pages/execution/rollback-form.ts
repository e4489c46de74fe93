import type { Execution, Json, ServerGroup } from '../../data/shapes.ts'
import type { JsonSchema, Values } from '../../ui/form/schema.ts'
import type { TaskForm } from '../../ui/task/task-form.ts'
import { clusterOf, type Deployed } from './deployed.ts'

type Group = ServerGroup & { readonly imageWords: string }

/** A cluster in a region where an execution's group can go and another one come back. */
export interface RollbackPlace {
  readonly bad: Group
  readonly provider: string
  readonly account: string
  readonly region: string
  readonly cluster: string
  /** Those that can come back, the one before it first. */
  readonly candidates: readonly [Group, ...Group[]]
}

/** Where what an execution deployed can be taken back: its group is there still, and so is another one of its cluster. */
export const rollbackPlaces = (deployed: readonly Deployed[], groups: readonly Group[]): RollbackPlace[] =>
  deployed.flatMap(({ account, region, name, cluster, provider }) => {
    const own = groups.filter(
      (each) => each.account === account && each.region === region && clusterOf(each.name) === cluster,
    )
    const bad = own.find((each) => each.name === name)
    const byAge = own
      .filter((each) => each.name !== name)
      .toSorted((a, b) => (b.createdTime ?? 0) - (a.createdTime ?? 0))
    const older = byAge.filter((each) => (each.createdTime ?? 0) < (bad?.createdTime ?? 0))
    const newer = byAge.filter((each) => !older.includes(each))
    const [first, ...others] = [...older, ...newer]
    return bad && first ? [{ bad, provider, account, region, cluster, candidates: [first, ...others] as const }] : []
  })

const keyOf = ({ account, region, cluster }: RollbackPlace): string => `${cluster}|${account}|${region}`
const NONE = 'none'

const optionOf = ({ name, imageWords, isDisabled, disabled }: Group): string =>
  `${name}${imageWords ? ` – ${imageWords}` : ''}${(isDisabled ?? disabled) ? '' : ' (enabled)'}`

const chosenIn = (place: RollbackPlace, values: Values): Group | undefined => {
  const wanted = values[keyOf(place)]
  return place.candidates.find(({ name }) => name === wanted)
}

const schemaOf = (places: readonly RollbackPlace[]): JsonSchema =>
  ({
    type: 'object',
    properties: Object.fromEntries(
      places.map((place) => [
        keyOf(place),
        {
          type: 'string',
          title: `${place.cluster} in ${place.account}/${place.region}: back to`,
          enum: [...place.candidates.map(({ name }) => name), NONE],
          labels: [...place.candidates.map(optionOf), 'leave it as it is'],
          default: place.candidates[0].name,
        },
      ]),
    ),
  }) as JsonSchema

const sizeWords = ({ capacity, instanceCounts }: Group): string =>
  `${instanceCounts?.total ?? capacity?.desired ?? 'its'} instances`

/** What is asked, what will happen, and the task: one rollback for each cluster and region that is not left as it is. */
export const rollbackForm = (execution: Execution, places: readonly RollbackPlace[]): TaskForm => {
  const chosen = (values: Values) =>
    places.flatMap((place) => {
      const restored = chosenIn(place, values)
      return restored ? [{ place, restored }] : []
    })
  const [first] = places
  return {
    title: `Roll back ${execution.name ?? execution.id}`,
    app: execution.application,
    description: `Rollback of ${execution.name ?? execution.id}: ${places.map(({ bad }) => bad.name).join(', ')}`,
    submit: 'Roll back',
    ...(first ? { account: first.account } : {}),
    schema: schemaOf(places),
    destructive: true,
    says: (values) => {
      const all = chosen(values)
      if (all.length === 0) return ['Nothing is chosen: nothing will happen.']
      return all.flatMap(({ place: { bad }, restored }) => [
        `${restored.name} (${restored.imageWords || 'image unknown'}) is enabled, and made at least as large as ${bad.name}.`,
        `${bad.name} (${bad.imageWords || 'image unknown'}, ${sizeWords(bad)}) gets no more traffic. It is kept: rolling forward is the same way back.`,
      ])
    },
    check: (values): Record<string, string> =>
      chosen(values).length === 0 && first ? { [keyOf(first)]: 'Choose what comes back in one cluster at least.' } : {},
    job: (values) => chosen(values).map(({ place, restored }) => jobOf(place, restored)),
  }
}

const jobOf = ({ bad, provider, account, region, cluster }: RollbackPlace, restored: Group): Json => ({
  type: 'rollbackServerGroup',
  rollbackType: 'EXPLICIT',
  rollbackContext: {
    rollbackServerGroupName: bad.name,
    restoreServerGroupName: restored.name,
    targetHealthyRollbackPercentage: 100,
  },
  credentials: account,
  cloudProvider: provider,
  platformHealthOnlyShowOverride: false,
  region,
  moniker: bad.moniker ?? { cluster },
})
