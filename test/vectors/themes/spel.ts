import {
  type Capabilities,
  createEvaluator,
  type EvaluationRoot,
  type ExecutionData,
  type ExpressionSummary,
  type NamedPipeline,
  pipelineRoot,
  restoreVariables,
  type StageData,
  stageRoot,
  type Variable,
} from '../../../src/lib/spel/index.ts'
import { classOf } from '../../../src/lib/spel/java/class-names.ts'
import { parseJson } from '../../../src/lib/spel/java/json-parse.ts'
import { jsonText, plainValue } from '../../../src/lib/spel/java/json-text.ts'
import { javaText } from '../../../src/lib/spel/java/text.ts'
import { collectionItems, isMap } from '../../../src/lib/spel/java/values.ts'
import { inHashOrder } from '../../../src/lib/spel/template/variables.ts'
import { type Difference, differences } from '../compare.ts'
import { casesIn, type VectorTheme } from '../theme.ts'

type Json = Record<string, unknown>

interface Failure {
  readonly expression: string
  readonly level: string
  readonly description: string
  readonly exceptionType?: string
}

interface Case {
  readonly id: string
  readonly context: string
  readonly mode?: 'pipeline' | 'evaluateVariables' | 'restartVariables'
  readonly allowUnknownKeys?: boolean
  readonly input: unknown
  readonly output?: unknown
  readonly outputType?: string
  readonly outputText?: string
  readonly outputMatches?: string
  readonly outputStageNames?: readonly string[]
  readonly opaque?: boolean
  readonly throws?: string
  readonly mutates?: boolean
  readonly descriptionVaries?: boolean
  readonly summary?: { readonly failures: readonly Failure[] }
}

interface Context {
  readonly kind: 'stage' | 'map'
  readonly allowUnknownKeys?: boolean
  readonly root?: Json
  readonly execution?: ExecutionData
  readonly stage?: StageData
  readonly stageId?: string
  readonly longs?: readonly string[]
  readonly insideHandler?: boolean
}

interface Fixtures {
  readonly urls: Readonly<Record<string, string>>
  readonly pipelines: Readonly<Record<string, readonly NamedPipeline[]>>
  readonly applications: Readonly<Record<string, Json>>
}

interface Contexts {
  readonly fixtures: Fixtures
  readonly contexts: Readonly<Record<string, Context>>
}

interface Answer {
  readonly value: unknown
  readonly summary: ExpressionSummary
}

/** Expressions: values, types and error texts of Orca's own evaluation. */
export const theme: VectorTheme = {
  readNumber: (source) => parseJson(source),
  load(files) {
    const contexts = files.get('contexts.json') as Contexts | undefined
    if (contexts === undefined) throw new Error('contexts.json is missing: the cases name their contexts in it.')
    return {
      cases: [...files.keys()]
        .filter((file) => file !== 'contexts.json')
        .flatMap((file) =>
          casesIn<Case>(files, file).map((vector) => ({ id: vector.id, check: () => check(vector, contexts) })),
        ),
    }
  },
}

function check(vector: Case, { contexts, fixtures }: Contexts): Difference[] {
  const context = contexts[vector.context]
  if (context === undefined) throw new Error(`There is no context ${vector.context} in contexts.json.`)
  const answer = ask(vector, context, fixtures)
  // The original changes what it evaluates here or dies; Gennaker refuses, which a person sees as an error.
  if (vector.mutates || vector.throws) {
    const refused = Object.values(answer.summary).some((failures) => failures.some(({ level }) => level === 'ERROR'))
    if (refused) return []
  }
  return [...compareValue(vector, answer.value), ...compareSummary(vector, answer.summary)]
}

function ask(vector: Case, context: Context, fixtures: Fixtures): Answer {
  const evaluator = createEvaluator({ capabilities: capabilitiesOf(context, fixtures) })
  const settings = { allowUnknownKeys: vector.allowUnknownKeys ?? context.allowUnknownKeys ?? true }
  const input = vector.input as Json
  switch (vector.mode) {
    case 'pipeline': {
      const version = input.spelEvaluator === 'v4' ? 'v4' : 'v3'
      const { result, summary } = evaluator.evaluatePipeline(input, rootOf(context), { ...settings, version })
      return { value: result, summary }
    }
    case 'evaluateVariables': {
      const variables = input.variables as Variable[]
      const rootWith = (names: Json) => rootOf(context, input, names)
      const { result, summary } = evaluator.evaluateVariables(variables, rootWith, settings)
      const outputs = result.flatMap(({ key, value }) => (key ? [[key, value] as const] : []))
      return { value: { context: { variables: result }, outputs: Object.fromEntries(outputs) }, summary }
    }
    case 'restartVariables':
      return { value: { variables: restoreVariables(input.variables as Variable[]) }, summary: {} }
    default: {
      const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
      const source = isObject ? input : { value: input }
      const { result, summary } = evaluator.evaluateTyped(source, rootOf(context), settings)
      const { expressionEvaluationSummary: _, ...rest } = result as Json
      return { value: isObject ? rest : rest.value, summary }
    }
  }
}

function rootOf(context: Context, extraContext: Json = {}, names?: Json): EvaluationRoot {
  if (context.kind === 'map') return pipelineRoot(context.root ?? {})
  const execution = context.execution as ExecutionData
  const stage = context.stage ?? execution.stages?.find(({ id }) => id === context.stageId)
  const longs = (context.longs ?? []).map((key) => [key, BigInt(stage?.context?.[key] as number)] as const)
  // A stage that evaluates variables was evaluated once already, which put its maps into Java's order.
  const own = names === undefined ? stage?.context : (inHashOrder(stage?.context) as Json)
  const evaluated = { ...(stage as StageData), context: { ...own, ...Object.fromEntries(longs), ...extraContext } }
  return stageRoot(execution, evaluated, names)
}

function capabilitiesOf(context: Context, fixtures: Fixtures): Capabilities {
  const own = <T>(map: Readonly<Record<string, T>>, key: string, what: string): T => {
    const value = Object.hasOwn(map, key) ? map[key] : undefined
    if (value === undefined) throw new Error(`no fixture for ${what} ${key}`)
    return value
  }
  return {
    fetchText: (url) => own(fixtures.urls, new URL(url).href, 'the URL'),
    pipelines: (application) => fixtures.pipelines[application] ?? [],
    application: (name) => own(fixtures.applications, name, 'the application'),
    ...(context.insideHandler
      ? {
          currentStageId: () => context.stageId,
          currentUser: () => String((context.execution?.authentication as Json | undefined)?.user),
        }
      : {}),
  }
}

function compareValue(vector: Case, value: unknown): Difference[] {
  const type = vector.outputType === undefined ? [] : differences(vector.outputType, typeName(value), '/outputType')
  if (vector.opaque) return type
  if (vector.outputStageNames !== undefined) {
    const names = (collectionItems(value) ?? []).map((stage) => (JSON.parse(jsonText(stage)) as Json).name)
    return [...type, ...differences(vector.outputStageNames, names, '/outputStageNames')]
  }
  if (vector.outputMatches !== undefined) {
    const fits = new RegExp(`^(?:${vector.outputMatches})$`).test(javaText(value))
    return fits ? type : [...type, { path: '/output', expected: vector.outputMatches, got: javaText(value) }]
  }
  const text = vector.outputText === undefined ? [] : differences(vector.outputText, javaText(value), '/outputText')
  return [
    ...type,
    ...text,
    ...differences(plainValue(vector.output), plainValue(parseJson(jsonText(value))), '/output'),
  ]
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (isMap(value)) return 'Map'
  const name = classOf(value)
  if (Array.isArray(value) || name.endsWith('List')) return 'List'
  if (name.endsWith('Set')) return 'Set'
  return collectionItems(value) === undefined ? name.replace(/^.*[.$](?=[^.$]+$)/, '') : 'Collection'
}

function compareSummary(vector: Case, summary: ExpressionSummary): Difference[] {
  const failures = Object.entries(summary).flatMap(([expression, entries]) =>
    entries.map(({ timestamp: _, ...entry }) => ({ expression, ...entry })),
  )
  const comparable = (list: readonly Failure[]) =>
    list
      .map(({ expression, level, description, exceptionType }) =>
        vector.descriptionVaries ? { expression, level } : { expression, level, description, exceptionType },
      )
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return differences(comparable(vector.summary?.failures ?? []), comparable(failures), '/summary')
}
