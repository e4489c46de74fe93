import { drawnStages, keyOf } from '../../../data/execution.ts'
import type { Execution, Json, Stage } from '../../../data/shapes.ts'
import { type Change, changesOf, mergePatchOf } from '../../../ui/diff/merge-patch.ts'
import { deployedBy } from '../deployed.ts'

/** A stage as it went in one run; `took` in milliseconds, once it has ended. */
interface StageSide {
  readonly stage: Stage
  readonly took: number | undefined
}

/** A drawn stage in two runs of one pipeline; a side is undefined where that run has no such stage. */
export interface StageDifference {
  readonly name: string
  readonly id: string
  readonly before: StageSide | undefined
  readonly after: StageSide | undefined
  /** How much longer it took, in milliseconds; undefined where one side has not ended. */
  readonly longer: number | undefined
  /** Whether status, presence or (by a fifth and more than five seconds) duration differ. */
  readonly differs: boolean
}

export interface Differences {
  readonly parameters: readonly Change[]
  readonly trigger: readonly Change[]
  readonly artifacts: readonly Change[]
  /** What runs in each cluster. */
  readonly images: readonly Change[]
  readonly stages: readonly StageDifference[]
}

/** What is different in one run of a pipeline from another. */
export const differencesOf = (before: Execution, after: Execution): Differences => ({
  parameters: changed(parametersOf(before), parametersOf(after)),
  trigger: changed(triggerOf(before), triggerOf(after)),
  artifacts: changed(artifactsOf(before), artifactsOf(after)),
  images: changed(imagesOf(before), imagesOf(after)),
  stages: stageDifferences(before, after),
})

const changed = (before: Json, after: Json): Change[] => changesOf(before, mergePatchOf(before, after))
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])

const parametersOf = ({ trigger }: Execution): Json => object(trigger?.parameters)

const triggerOf = ({ trigger, authentication }: Execution): Json => {
  const { type, user, master, job, buildNumber, branch, hash, tag, repository } = object(trigger)
  const build = object(object(trigger).buildInfo)
  const given = { type, user: user ?? authentication?.user, master, job, branch, hash, tag, repository }
  return { ...given, buildNumber: buildNumber ?? build.number }
}

const artifactName = ({ type, name, reference }: Json): string =>
  `${name ?? reference ?? 'artifact'} (${type ?? 'any'})`

const artifactsOf = ({ trigger, stages }: Execution): Json => {
  const all = [...objects(trigger?.artifacts), ...(stages ?? []).flatMap(({ outputs }) => objects(outputs?.artifacts))]
  return Object.fromEntries(all.map((each) => [artifactName(each), each.version ?? each.reference ?? null]))
}

const imagesOf = (execution: Execution): Json =>
  Object.fromEntries(
    deployedBy(execution).map(({ account, region, cluster, image, name }) => [
      `${cluster} in ${account}/${region}`,
      image ?? name,
    ]),
  )

const tookOf = ({ startTime, endTime }: Stage): number | undefined =>
  startTime === undefined || endTime === undefined ? undefined : endTime - startTime

const stageDifferences = (before: Execution, after: Execution): StageDifference[] => {
  const old = drawnStages(before)
  const rest = new Set(old)
  const counterpart = (stage: Stage): Stage | undefined => {
    const found =
      old.find((each) => rest.has(each) && keyOf(each) === keyOf(stage) && each.type === stage.type) ??
      old.find((each) => rest.has(each) && each.name === stage.name && each.type === stage.type)
    if (found) rest.delete(found)
    return found
  }
  const now = drawnStages(after).map((stage) => differenceOf(counterpart(stage), stage))
  return [...now, ...[...rest].map((stage) => differenceOf(stage, undefined))]
}

const differenceOf = (before: Stage | undefined, after: Stage | undefined): StageDifference => {
  const side = (stage: Stage | undefined) => stage && { stage, took: tookOf(stage) }
  const [a, b] = [side(before), side(after)]
  const longer = a?.took === undefined || b?.took === undefined ? undefined : b.took - a.took
  const isSlower =
    longer !== undefined && Math.abs(longer) > 5000 && Math.abs(longer) > 0.2 * Math.max(a?.took ?? 0, b?.took ?? 0)
  const { name, id } = (after ?? before)!
  return { name, id, before: a, after: b, longer, differs: before?.status !== after?.status || isSlower }
}

/** A saved state of a pipeline's configuration. */
export interface Revision extends Json {
  readonly updateTs?: string | number
  readonly lastModifiedBy?: string
}

/** The revision that was in force at a time; undefined where the history does not reach back so far. */
export const revisionAt = (history: readonly Revision[], time: number): Revision | undefined =>
  history
    .filter(({ updateTs }) => Number(updateTs) <= time)
    .toSorted((a, b) => Number(b.updateTs) - Number(a.updateTs))[0]

/** What was changed in the configuration from one revision to another; who saved it and when are not part of it. */
export const revisionChanges = (before: Revision, after: Revision): Change[] => {
  const bare = ({ updateTs: _, lastModifiedBy: __, index: ___, ...rest }: Revision): Json => rest
  const byRef = (revision: Revision): Json => {
    const { stages, ...rest } = bare(revision)
    const named = objects(stages).map((stage) => [`${stage.name ?? stage.type} (${stage.refId})`, stage])
    return { ...rest, stages: Object.fromEntries(named) }
  }
  return changed(byRef(before), byRef(after))
}
