import { type Artifact, artifactsOf, expectedArtifactsOf, matches } from '../../../lib/artifacts/index.ts'
import type { Event, Json } from '../events/index.ts'

/** The artifacts that came with an event; what is no artifact is as if it had not come. */
export function artifactsIn({ content }: Event): readonly Artifact[] {
  const given = content.artifacts
  return (Array.isArray(given) ? given : []).flatMap((each) => {
    try {
      return artifactsOf(each)
    } catch {
      return []
    }
  })
}

/** Whether what came is at least one of those that the trigger names of the pipeline's expected artifacts; none named: yes. */
export function bringsExpected(pipeline: Json, trigger: Json, received: readonly Artifact[]): boolean {
  const ids = Array.isArray(trigger.expectedArtifactIds) ? trigger.expectedArtifactIds : []
  if (ids.length === 0) return true
  const expected = expectedArtifactsOf(pipeline.expectedArtifacts).filter(({ id }) => ids.includes(id))
  return expected.some((wanted) => received.some((artifact) => matches(wanted, artifact)))
}
