import { writeYaml } from '../../../../platform/parsing/index.ts'
import type { Json } from '../../model.ts'
import { objects, text, texts } from '../../values.ts'

const header = `# A pipeline template made from a pipeline.
#
# Names, ids and the description are a beginning: give them meaning. What differs from pipeline to pipeline
# becomes a variable: declare it under \`variables\` and write {{ its name }} in its place.
`

/** A pipeline as a version 1 template in YAML (orca: PipelineTemplateConverter). */
export function convertToV1Template(pipeline: Json): string {
  const name = text(pipeline.name)
  const stages = objects(pipeline.stages)
  const idOf = (stage: Json) => `${stage.type}${stage.refId}`
  const numbered = (items: readonly Json[], nameOf: (item: Json, index: number) => string) =>
    items.map((item, index) => ({ ...item, name: nameOf(item, index) }))
  const template = {
    schema: '1',
    id: `${pipeline.application ?? 'spinnaker'}-${(name ?? 'generatedTemplate').replace(/\W/g, '')}`,
    metadata: {
      name: name ?? 'GIVE ME A NAME',
      description: text(pipeline.description) ?? 'GIVE ME A DESCRIPTION',
      owner: pipeline.lastModifiedBy ?? null,
      scopes: pipeline.application ? [pipeline.application] : [],
    },
    protect: false,
    configuration: {
      concurrentExecutions: { limitConcurrent: true, maxConcurrentExecutions: 0 },
      triggers: numbered(objects(pipeline.triggers), (_, index) => `unnamed${index}`),
      parameters: pipeline.parameterConfig ?? [],
      notifications: numbered(objects(pipeline.notifications), ({ type }, index) => `${type}${index}`),
      expectedArtifacts: pipeline.expectedArtifacts ?? null,
    },
    variables: [],
    stages: stages.map((stage) => {
      const { type, name: stageName, refId, requisiteStageRefIds, ...config } = stage
      const requisites = texts(requisiteStageRefIds)
      const dependsOn = requisites.flatMap((requisite) => stages.filter((each) => each.refId === requisite).map(idOf))
      return { id: idOf({ type, refId }), type, dependsOn, name: stageName, config }
    }),
  }
  return header + writeYaml(template)
}
