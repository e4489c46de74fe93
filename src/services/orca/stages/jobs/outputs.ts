import { boundTo } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { isJson, isTrue, objects, present, text } from '../../values.ts'
import { succeeded } from '../results.ts'

/** What a stage tells later ones; nothing where its author wants it so. */
export const outputsOf = ({ context }: StageView, outputs: Json): Json => (isTrue(context.noOutput) ? {} : outputs)

const promoted = {
  manifests: 'outputs.manifests',
  manifestNamesByNamespace: 'outputs.manifestNamesByNamespace',
  boundArtifacts: 'outputs.boundArtifacts',
  createdArtifacts: 'outputs.createdArtifacts',
}

/** Takes over what the cloud made of a manifest, for later stages (orca: PromoteManifestKatoOutputsTask). */
export const promoteOutputs: PlannedTask = {
  name: 'promoteOutputs',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.manifest.PromoteManifestKatoOutputsTask',
    run(stage) {
      const results = objects(stage.context['kato.tasks']).flatMap(({ resultObjects }) => objects(resultObjects))
      const first = (key: string) => results.find((result) => result[key] !== undefined && result[key] !== null)?.[key]
      const found = Object.entries(promoted).map(([key, name]) => [name, first(key)] as const)
      const outputs = present({ ...Object.fromEntries(found), artifacts: first('createdArtifacts') })
      return succeeded(outputs, outputsOf(stage, outputs))
    },
  }),
}

/** Takes over the fields of a JSON artifact that the job made (orca: ConsumeArtifactTask). */
export const consumeArtifact: PlannedTask = {
  name: 'consumeArtifact',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.artifacts.ConsumeArtifactTask',
    needs: ['clouddriver'],
    async run(stage, { clouddriver }) {
      const id = text(stage.context.consumeArtifactId) ?? ''
      const found = boundTo(stage, id)
      if (found === undefined) throw new Error(`No artifact could be bound to '${id}'`)
      const artifactAccount = text(stage.context.consumeArtifactAccount) ?? found.artifactAccount
      const content = await clouddriver.fetchArtifact({ ...found, ...present({ artifactAccount }) })
      const parsed = typeof content === 'string' ? parsedJson(content) : content
      if (!isJson(parsed)) throw new Error(`Failed to deserialize artifact as JSON: '${id}' is no object`)
      return succeeded(undefined, present(parsed))
    },
  }),
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new Error(`Failed to deserialize artifact as JSON: ${(error as Error).message}`)
  }
}
