import type { Json } from '../model.ts'
import type { StageGraph, StageView } from '../stage.ts'

/** How a new server group takes over from the ones before it. */
export interface Strategy {
  /** As pipelines name it, in lower case. */
  readonly name: string
  /** What follows once the new group is up, one stage after another. */
  after(stage: StageView, deployment: Json, graph: StageGraph): void
}
