import type { Json } from '../model.ts'
import type { Capabilities, StageGraph, StageView } from '../stage.ts'

/** How a new server group takes over from the ones before it. Strategies say what follows, and nothing of how a cloud does it. */
export interface Strategy {
  /** As pipelines name it, in lower case. */
  readonly name: string
  /** The strategy deploys by itself: the stage makes no server group. */
  readonly replacesTasks?: true
  /**
   * The settings with which the stage starts, where they differ from what was written; asked again when it restarts.
   * @throws to refuse a deploy that can't work, before anything is created
   */
  prepare?(settings: Json, services: Capabilities): Json
  /** What follows once the new group is up, one stage after another. */
  after(stage: StageView, graph: StageGraph): void
  /**
   * How traffic gets back to the old group when a deploy with `rollback.onFailure` fails: the rollback's
   * `additionalRollbackContext`. Undefined where that is left to people.
   */
  wayBack?(stage: StageView): Json | undefined
  /** What follows when the deploy, or a stage that followed it, failed. */
  onFailure?(stage: StageView, graph: StageGraph): void
}
