import { expectedArtifactsOf, resolveExpected, visibleTo } from '../../artifacts/index.ts'
import { defineTask } from '../../stage.ts'
import { succeeded } from '../results.ts'

/** Finds what the stage promised to produce among the artifacts that it sees, its own first; one that is missing fails it. */
export const bindProducedArtifacts = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.artifacts.BindProducedArtifactsTask',
  async run(stage) {
    const expected = expectedArtifactsOf(stage.get('expectedArtifacts'))
    if (expected.length === 0) return succeeded()
    const resolved = await resolveExpected(expected, { current: visibleTo(stage), unique: false })
    const found = { artifacts: resolved.artifacts, resolvedExpectedArtifacts: resolved.expectedArtifacts }
    return succeeded(found, found)
  },
})
