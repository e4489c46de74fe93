import { useMemo } from 'react'
import { nameOf, objectsIn, type Pipeline, stagesOf, textOf, typeOf } from './document/pipeline.ts'
import { useEditing } from './editor-context.ts'
import { type ExpressionWorld, useExpressionWorld } from './queries.ts'

export interface Suggestion {
  readonly text: string
  readonly about: string
}

/** What stages of a type leave for later ones, by the names that people use. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  webhook: ["context['webhook']['body']", "context['webhook']['statusCode']"],
  manualJudgment: ["context['judgmentInput']"],
  jenkins: ["context['buildInfo']['number']"],
  findImage: ["outputs['deploymentDetails'][0]['imageId']"],
  findImageFromTags: ["outputs['deploymentDetails'][0]['imageId']"],
  deploy: ["context['deploy.server.groups']"],
  pipeline: ["context['executionId']"],
}

/** Everything that may stand in an expression of this pipeline. */
export const suggestionsFor = (document: Pipeline, world: ExpressionWorld): readonly Suggestion[] => [
  ...objectsIn(document.parameterConfig).map(({ name, label, description }) => ({
    text: /^[A-Za-z_]\w*$/.test(textOf(name)) ? `parameters.${textOf(name)}` : `parameters['${textOf(name)}']`,
    about: textOf(label) || textOf(description) || 'Parameter',
  })),
  ...stagesOf(document).flatMap((stage) => [
    ...(typeOf(stage) === 'evaluateVariables'
      ? objectsIn(stage.variables).map(({ key, description }) => ({
          text: textOf(key),
          about: textOf(description) || `Variable of “${nameOf(stage)}”`,
        }))
      : []),
    ...['status', ...(OUTPUTS[typeOf(stage)] ?? [])].map((part) => ({
      text: `#stage('${nameOf(stage).replaceAll("'", "''")}')${part.startsWith('context') || part.startsWith('outputs') ? `['${part.slice(0, part.indexOf('['))}']${part.slice(part.indexOf('['))}` : `['${part}']`}`,
      about: `Stage “${nameOf(stage)}”`,
    })),
  ]),
  ...TRIGGER,
  ...EXECUTION,
  ...(world.functions ?? []).map(({ name, description, documentation, parameters = [] }) => ({
    text: `#${name}(`,
    about: description ?? documentation?.split('\n')[0] ?? parameters.map((each) => each.name).join(', '),
  })),
]

const TRIGGER: readonly Suggestion[] = [
  ['user', 'Who started it'],
  ['type', 'What started it'],
  ['payload', 'What the webhook or message said'],
  ['buildInfo.number', 'Number of the build'],
  ['tag', 'Tag of the image'],
  ['parameters', 'All parameters'],
].map(([name, about]) => ({ text: `trigger.${name}`, about: about ?? '' }))

const EXECUTION: readonly Suggestion[] = [
  ['execution.id', 'Id of the execution'],
  ['execution.application', 'Application'],
  ['execution.name', 'Name of the pipeline'],
  ['execution.startTime', 'Start, in milliseconds'],
  ['scmInfo.sha1', 'Commit'],
].map(([text, about]) => ({ text: text ?? '', about: about ?? '' }))

/** The word before the caret, if that stands in an expression; `from` is where it begins. */
export const completionAt = (text: string, caret: number): { word: string; from: number } | undefined => {
  const before = text.slice(0, caret)
  const open = before.lastIndexOf('${')
  if (open < 0 || before.indexOf('}', open) >= 0) return undefined
  const inside = before.slice(open + 2)
  const word = /[#\w.]*$/.exec(inside)?.[0] ?? ''
  return { word, from: caret - word.length }
}

export const useSuggestions = (): readonly Suggestion[] => {
  const { document } = useEditing()
  const world = useExpressionWorld().data
  return useMemo(() => suggestionsFor(document, world ?? {}), [document, world])
}
