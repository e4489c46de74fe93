import { createFunctions } from './index.ts'

/** A helper for people who write expressions; the execution, which is filled in for them, is not among the parameters. */
export interface FunctionDocumentation {
  readonly name: string
  readonly description: string
  readonly parameters: readonly { readonly name: string; readonly description: string; readonly type: string }[]
}

type Words = readonly [description: string, ...parameters: (readonly [name: string, description: string])[]]

const stageName = ['stageName', 'Name or id of the stage'] as const
const judgment: Words = ['The choice that was made in a manual judgment', ['stageName', 'Name of the judgment stage']]
const application = ['applicationName', 'Name of the application'] as const
const url = ['url', 'Address to read from'] as const

const words: Readonly<Record<string, Words>> = {
  alphanumerical: ['The text without all but letters and digits', ['str', 'Text to clean']],
  toInt: ['A text as a whole number', ['str', 'Text to convert']],
  toFloat: ['A text as a floating point number', ['str', 'Text to convert']],
  toBoolean: ['A text as a boolean', ['str', 'Text to convert']],
  toBase64: ['A text in Base64', ['text', 'Text to encode']],
  fromBase64: ['The text that a Base64 text encodes', ['text', 'Base64 text to decode']],
  fetchReference: ['What a stored artifact reference stands for', ['reference', 'Reference to resolve']],
  toJson: ['A value as JSON text', ['value', 'Value to write']],
  doNotEval: ['A value whose expressions are left as they are', ['value', 'Value to protect']],
  readJson: ['The value of a JSON text', ['text', 'JSON text']],
  readYaml: ['The value of a YAML text', ['text', 'YAML text']],
  readAllYaml: ['The values of a YAML text of several documents', ['text', 'YAML text']],
  fromUrl: ['The text at an address', url],
  jsonFromUrl: ['The value of the JSON at an address', url],
  yamlFromUrl: ['The value of the YAML at an address', url],
  propertiesFromUrl: ['The properties of the file at an address', url],
  stage: ['A stage of this execution', stageName],
  stageByRefId: ['A stage of this execution by its refId', ['refId', 'refId of the stage']],
  stageExists: ['Whether this execution has the stage', stageName],
  judgment,
  judgement: judgment,
  currentStage: ['The stage that the expression belongs to'],
  currentUser: ['The user on whose behalf the execution runs'],
  deployedServerGroups: [
    'What the deploy stages of this execution deployed',
    ['stageNames', 'Names or ids of stages to narrow it to; all deploy stages without'],
  ],
  manifestLabelValue: [
    'A label of the manifest that a stage deployed',
    ['stageName', 'Name of the Deploy (Manifest) stage'],
    ['kind', 'Deployment or ReplicaSet'],
    ['labelKey', 'Key of the label'],
  ],
  cfServiceKey: ['The service key that a stage created', ['stageName', 'Name of the Create Service Key stage']],
  triggerResolvedArtifact: ['The artifact of that name that the trigger brought', ['name', 'Name of the artifact']],
  triggerResolvedArtifactByType: ['The artifact of that type that the trigger brought', ['type', 'Type of artifact']],
  resolvedArtifacts: ['All artifacts that the stages of this execution made'],
  pipelineId: ['The id of a pipeline of this application', ['pipelineName', 'Name of the pipeline']],
  pipelineIdOrNull: [
    'The id of a pipeline of this application, null where there is none',
    ['pipelineName', 'Name of the pipeline'],
  ],
  pipelineIdInApplication: [
    'The id of a pipeline of another application',
    ['pipelineName', 'Name of the pipeline'],
    application,
  ],
  applicationMetadata: ['What is known of an application', application],
  canaryConfigNameToId: ['The id of a canary configuration', ['name', 'Name of the configuration'], application],
}

/** Every helper with its words, for editors of expressions. */
export const FUNCTION_DOCUMENTATION: readonly FunctionDocumentation[] = [...createFunctions({}, new Map())].map(
  ([name, { parameters, rest, execution }]) => {
    const types = [...parameters.slice(execution === true ? 1 : 0), ...(rest === undefined ? [] : [rest])]
    const [description = name, ...named] = words[name] ?? []
    return {
      name,
      description,
      parameters: types.map((type, index) => {
        const [parameter = `value${index + 1}`, meaning = ''] = named[index] ?? []
        return { name: parameter, description: meaning, type: type.slice(type.lastIndexOf('.') + 1) }
      }),
    }
  },
)
