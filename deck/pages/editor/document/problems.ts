import { circleIn, circleWords } from './order.ts'
import {
  isObject,
  isTemplated,
  type Json,
  nameOf,
  objectsIn,
  type Pipeline,
  refOf,
  requisitesOf,
  stageOf,
  stagesOf,
  textOf,
  typeOf,
} from './pipeline.ts'

export interface Problem {
  /** An error prevents saving. */
  readonly level: 'error' | 'warning'
  readonly message: string
  /** A stage's refId, or the part of the configuration. */
  readonly stage?: string
  readonly part?: string
}

/** What is known of the world around the pipeline; what is not known is not checked. */
export interface Surroundings {
  /** The fields that stages of a type must have, with words for people. */
  readonly required?: (type: string) => Readonly<Record<string, string>>
  readonly types?: ReadonlySet<string>
  /** The other pipelines of the application. */
  readonly others?: readonly { readonly id: string; readonly name: string }[]
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const FORBIDDEN_IN_NAMES = /[\\^/?%#]/

/** What is wrong with a pipeline, or may be: errors first. */
export const problemsIn = (pipeline: Pipeline, around: Surroundings = {}): readonly Problem[] => {
  const found = [
    ...namingProblems(pipeline, around),
    ...(isTemplated(pipeline)
      ? []
      : [
          ...orderProblems(pipeline),
          ...stagesOf(pipeline).flatMap((stage) => stageProblems(pipeline, stage, around)),
          ...duplicateNames(pipeline),
        ]),
    ...parameterProblems(pipeline),
    ...objectsIn(pipeline.triggers).flatMap(triggerProblems),
  ]
  return found.toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
}

const namingProblems = (pipeline: Pipeline, { others = [] }: Surroundings): Problem[] => {
  const name = textOf(pipeline.name).trim()
  if (name === '') return [{ level: 'error', message: 'The pipeline has no name.', part: 'settings' }]
  if (FORBIDDEN_IN_NAMES.test(name))
    return [{ level: 'error', message: 'The name may not contain \\ ^ / ? % #.', part: 'settings' }]
  const same = others.find((other) => other.id !== pipeline.id && other.name.toLowerCase() === name.toLowerCase())
  return same
    ? [
        {
          level: 'error',
          message: `There is another pipeline named “${same.name}” in this application.`,
          part: 'settings',
        },
      ]
    : []
}

const orderProblems = (pipeline: Pipeline): Problem[] => {
  const circle = circleIn(pipeline)
  const numbers = stagesOf(pipeline).map(refOf)
  const twice = numbers.filter((ref, position) => ref !== '' && numbers.indexOf(ref) !== position)
  return [
    ...(circle
      ? [
          {
            level: 'error' as const,
            message: `Stages wait for each other: ${circleWords(pipeline, circle)}`,
            stage: circle[0] ?? '',
          },
        ]
      : []),
    ...[...new Set(twice)].map(
      (ref): Problem => ({ level: 'error', message: `Several stages have the number (refId) ${ref}.`, stage: ref }),
    ),
  ]
}

const stageProblems = (pipeline: Pipeline, stage: Json, { required, types }: Surroundings): Problem[] => {
  const [ref, type, name] = [refOf(stage), typeOf(stage), nameOf(stage)]
  const problem = (level: Problem['level'], message: string): Problem => ({ level, message, stage: ref })
  if (type === '') return [problem('error', `“${name}” has no type yet: choose what it does.`)]
  const missing = Object.entries(required?.(type) ?? {}).filter(([field]) => isEmpty(stage[field]))
  const asked = isObject(stage.stageEnabled) ? textOf(stage.stageEnabled.expression) : ''
  return [
    ...(ref === '' ? [problem('error', `“${name}” has no number (refId).`)] : []),
    ...(textOf(stage.name).trim() === '' ? [problem('error', `A stage of type ${type} has no name.`)] : []),
    ...requisitesOf(stage)
      .filter((before) => !stageOf(pipeline, before))
      .map((before) => problem('error', `“${name}” depends on stage ${before}, which is not there.`)),
    ...(types && !types.has(textOf(stage.alias) || type)
      ? [
          problem(
            'warning',
            `“${name}”: no stage type “${textOf(stage.alias) || type}” is known here; it would fail when it runs.`,
          ),
        ]
      : []),
    ...missing.map(([, label]) => problem('warning', `“${name}”: ${label} is missing.`)),
    ...(asked.startsWith('${')
      ? [problem('warning', `“${name}”: the condition is an expression by itself; leave out \${ and }.`)]
      : []),
    ...unknownStages(pipeline, stage).map((other) =>
      problem('warning', `“${name}” speaks of a stage “${other}”, which is not there.`),
    ),
  ]
}

/** Names in `#stage('…')` and `#judgment('…')` that no stage has. */
const unknownStages = (pipeline: Pipeline, stage: Json): string[] => {
  const names = new Set(stagesOf(pipeline).map(nameOf))
  const found = JSON.stringify(stage).matchAll(/#(?:stage|judgment|judgement|stageExists)\(\s*'([^'$]+)'\s*\)/g)
  return [...new Set([...found].map(([, name]) => name ?? ''))].filter((name) => !names.has(name))
}

const duplicateNames = (pipeline: Pipeline): Problem[] => {
  const names = stagesOf(pipeline).map(nameOf)
  return stagesOf(pipeline)
    .filter((stage, position) => names.indexOf(nameOf(stage)) !== position)
    .map((stage) => ({
      level: 'warning',
      message: `Several stages are named “${nameOf(stage)}”: expressions find only one of them.`,
      stage: refOf(stage),
    }))
}

const parameterProblems = (pipeline: Pipeline): Problem[] => {
  const parameters = objectsIn(pipeline.parameterConfig)
  const names = parameters.map(({ name }) => textOf(name).trim())
  return parameters.flatMap((parameter, position): Problem[] => {
    const name = names[position] ?? ''
    const part = 'parameters'
    if (name === '') return [{ level: 'error', message: `Parameter ${position + 1} has no name.`, part }]
    if (names.indexOf(name) !== position)
      return [{ level: 'error', message: `Several parameters are named “${name}”.`, part }]
    const options = objectsIn(parameter.options).map(({ value }) => textOf(value))
    if (parameter.hasOptions === true && !isEmpty(parameter.default) && !options.includes(textOf(parameter.default)))
      return [{ level: 'warning', message: `The default of “${name}” is none of its options.`, part }]
    return []
  })
}

/** What a trigger of each type must say (deck: its trigger validators). */
const TRIGGER_NEEDS: Readonly<Record<string, readonly string[]>> = {
  cron: ['cronExpression'],
  pipeline: ['application', 'pipeline'],
  git: ['source', 'project', 'slug'],
  docker: ['account', 'repository'],
  jenkins: ['master', 'job'],
  travis: ['master', 'job'],
  wercker: ['master', 'job'],
  concourse: ['master', 'team', 'project', 'job'],
  webhook: ['source'],
  cdevents: ['source'],
  pubsub: ['pubsubSystem', 'subscriptionName'],
  artifactory: ['artifactorySearchName'],
  nexus: ['nexusSearchName'],
  helm: ['account', 'chart', 'version'],
}

const triggerProblems = (trigger: Json, position: number): Problem[] => {
  const type = textOf(trigger.type)
  const part = 'triggers'
  if (type === '') return [{ level: 'error', message: `Trigger ${position + 1} has no type.`, part }]
  const missing = (TRIGGER_NEEDS[type] ?? []).filter((field) => isEmpty(trigger[field]))
  return missing.map((field) => ({
    level: 'error',
    message: `Trigger ${position + 1} (${type}) needs ${field}.`,
    part,
  }))
}
