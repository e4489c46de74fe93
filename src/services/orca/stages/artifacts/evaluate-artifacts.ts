import { z } from 'zod'
import type { Artifact } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { objects, text } from '../../values.ts'
import { succeeded } from '../results.ts'
import { bindProducedArtifacts } from './bind-produced.ts'

const evaluate = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.EvaluateArtifactsTask',
  run: ({ context }) => succeeded(undefined, { artifacts: objects(context.artifactContents).flatMap(embedded) }),
})

function embedded({ name, contents }: Json): Artifact[] {
  const content = typeof contents === 'object' && contents !== null ? JSON.stringify(contents) : String(contents ?? '')
  if (content === '') return []
  const named = text(name)
  return [
    {
      type: 'embedded/base64',
      customKind: false,
      ...(named === undefined ? {} : { name: named }),
      reference: Buffer.from(content, 'utf8').toString('base64'),
      metadata: {},
      artifactAccount: 'embedded-artifact',
    },
  ]
}

/** Makes artifacts of text with expressions in it; each is a name for those after it (orca: EvaluateArtifactsStage). */
export const evaluateArtifacts: StageDefinition = {
  type: 'evaluateArtifacts',
  label: 'Evaluate Artifacts',
  schema: z.looseObject({
    artifactContents: z
      .array(z.looseObject({ name: z.string(), contents: z.unknown() }))
      .describe('Names with text in which expressions are evaluated, one after the other.')
      .nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: () => [
    { name: 'evaluateArtifacts', task: evaluate },
    { name: 'bindArtifacts', task: bindProducedArtifacts },
  ],
  evaluate(context, evaluation) {
    const { artifactContents, ...rest } = context
    const evaluated = evaluation.value(rest) as Json
    if (!Array.isArray(artifactContents)) return evaluated
    const given = objects(artifactContents)
    const values = evaluation.variables(given.map(({ name, contents }) => ({ key: name, value: contents })))
    return {
      ...evaluated,
      artifactContents: given.map((each, index) => ({ ...each, contents: values[index]?.value })),
    }
  },
}
