import { containsExpression } from '../../../lib/spel/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import { isJson } from '../values.ts'
import type { PlannedExpression } from './schema.ts'
import { withoutSecrets } from './unforeseen.ts'

/** What expressions within a value came to. `open`: stages that came before and whose outputs nobody knows yet. */
export function judgeExpressions(
  before: unknown,
  after: unknown,
  {
    summary,
    open,
    predicted,
  }: { readonly summary: Json; readonly open: readonly Stage[]; readonly predicted: readonly Stage[] },
): PlannedExpression[] {
  return leavesOf(before).map(({ path, keys, expression }) => {
    const result = keys.reduce<unknown>((value, key) => (value as Json | undefined)?.[key as never], after)
    const dependsOn = named(expression, open)
    if (isResolved(expression, result)) {
      const source = [...new Set([...dependsOn.explicit, ...named(expression, predicted).explicit])]
      const basis = source.length > 0 ? 'predicted' : 'known'
      return {
        ...{ path, expression, basis, result: withoutSecrets(result) },
        ...(source.length > 0 ? { dependsOn: source } : {}),
      }
    }
    if (dependsOn.all.length > 0) return { path, expression, basis: 'unknown', dependsOn: dependsOn.all }
    return { path, expression, basis: 'failing', message: messageOf(summary, expression) }
  })
}

/** An expression that gave its own text back was not evaluated. */
const isResolved = (expression: string, result: unknown) =>
  result !== expression && !(typeof result === 'string' && containsExpression(result) && sharesPart(expression, result))

const sharesPart = (expression: string, result: string) =>
  (expression.match(/\$\{[^}]*\}/g) ?? []).some((part) => result.includes(part))

/** Which of the stages an expression needs: those that it names, else any of them may be meant. */
function named(expression: string, stages: readonly Stage[]): { explicit: string[]; all: string[] } {
  const quoted = [...expression.matchAll(/(['"])(.*?)\1/g)].map(([, , name]) => name)
  const explicit = stages
    .filter(
      ({ name, refId, outputs }) =>
        quoted.includes(name) ||
        (refId !== undefined && /#stageByRefId/.test(expression) && quoted.includes(refId)) ||
        Object.keys(outputs).some((key) => new RegExp(`\\b${key.replace(/\W/g, '\\$&')}\\b`).test(expression)),
    )
    .map(({ name }) => name)
  const all = explicit.length > 0 || asksForNobodyElse(expression) ? explicit : stages.map(({ name }) => name)
  return { explicit, all }
}

/** What was known when the pipeline was started can't be added to by a stage. */
const asksForNobodyElse = (expression: string) =>
  /^\s*\$\{\s*(?:trigger|parameters|templateVariables)\b/.test(expression) && !expression.includes('#stage')

function messageOf(summary: Json, expression: string): string {
  const failures = Object.entries(summary).filter(([key]) => expression.includes(key))
  const descriptions = (failures.length > 0 ? failures : Object.entries(summary)).flatMap(([, found]) =>
    Array.isArray(found) ? found.map((failure: Json) => String(failure.description)) : [],
  )
  return descriptions[0] ?? 'It gives nothing'
}

interface Leaf {
  readonly path: string
  readonly keys: readonly (string | number)[]
  readonly expression: string
}

const mostLeaves = 1_000

/** Every text with a `${…}`, and where it stands. */
export function leavesOf(value: unknown): Leaf[] {
  const leaves: Leaf[] = []
  const walk = (each: unknown, keys: readonly (string | number)[]) => {
    if (leaves.length >= mostLeaves) return
    if (typeof each === 'string') {
      if (each.includes('${')) leaves.push({ path: pathOf(keys), keys, expression: each })
    } else if (Array.isArray(each)) for (const [index, item] of each.entries()) walk(item, [...keys, index])
    else if (isJson(each)) for (const [key, item] of Object.entries(each)) walk(item, [...keys, key])
  }
  walk(value, [])
  return leaves
}

const pathOf = (keys: readonly (string | number)[]) =>
  keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
    '',
  )

/** Stages as a launch leaves them, compared with what was written: what the trigger and the parameters decided. */
export const judgeLaunch = (written: Json, launched: Execution['stages'][number]['context']): PlannedExpression[] =>
  judgeExpressions(written, launched, { summary: {}, open: [], predicted: [] }).filter(({ basis }) => basis === 'known')
