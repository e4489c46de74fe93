import { type CustomTag, renderError } from '../../../../lib/jinja/index.ts'
import type { Json } from '../../model.ts'
import { fatal, TemplateProblem } from '../errors.ts'
import type { Lookup } from '../lookups.ts'
import type { Renderer } from './renderer.ts'

/** The tags that pipeline templates add to Jinja's. */
export function jinjaTags(renderer: Renderer, lookup: Lookup): Readonly<Record<string, CustomTag>> {
  return {
    module: (call) => renderer.budget.deeper(() => moduleText(renderer, call)),
    pipelineid: configId('pipelines', 'pipelineId', 'pipeline', 'pipeline ID', lookup),
    strategyid: configId('strategies', 'strategyId', 'strategy', 'strategyId ID', lookup),
  }
}

/** `{% module ID name=value %}`: the module's definition, with values for its variables (orca: ModuleTag). */
function moduleText(renderer: Renderer, { helpers, image, resolve }: Parameters<CustomTag>[0]): string {
  const [id, ...pairs] = collapsed(wordsOf(helpers))
  if (id === undefined) throw renderError(`Tag 'module' expects ID as first parameter: ${image}`)
  const module = renderer.modules.find((each) => each.id === id)
  if (module === undefined) {
    throw new TemplateProblem(
      fatal('failed rendering template expression', { cause: `Module does not exist by ID: ${id}` }),
    )
  }
  const given = new Map(pairs.map((pair) => pairOf(pair, 'module', image)))
  const variables: Json = { ...renderer.moduleVariables }
  const missing: string[] = []
  for (const { name, defaultValue } of module.variables ?? []) {
    const argument = given.get(name)
    const value =
      resolve(name) ?? (argument === undefined ? undefined : (resolve(argument) ?? argument)) ?? defaultValue
    if (value === undefined || value === null) missing.push(name)
    else variables[name] = value
  }
  const location = `module:${id}`
  if (missing.length > 0) {
    throw new TemplateProblem(
      fatal('Missing required variables in module', {
        cause: `'${missing.join("', '")}' must be defined`,
        location,
        details: { source: image },
      }),
    )
  }
  const rendered = renderer.value(module.definition, { variables, location })
  return typeof rendered === 'string' ? rendered : JSON.stringify(rendered ?? null)
}

/** `{% pipelineId name="…" application="…" %}`: the id of a saved pipeline. Names may be those of variables. */
function configId(kind: 'pipelines' | 'strategies', tag: string, what: string, id: string, lookup: Lookup): CustomTag {
  return ({ helpers, image, variables }) => {
    const given = new Map(wordsOf(helpers.replaceAll(',', ' ')).map((pair) => pairOf(pair, tag, image)))
    const named = (key: string) => {
      const text = (given.get(key) ?? String(variables[key] ?? '')).replace(/^["']|["']$/g, '')
      const value = variables[text]
      return typeof value === 'string' ? value : text
    }
    if (!given.has('name')) throw renderError(`Tag '${tag}' expects at least a ${what} name: ${image}`)
    const [application, name] = [named('application'), named('name')]
    const found = lookup(kind, application, name)
    if (found === undefined) {
      throw new TemplateProblem(fatal(`Failed to find ${id} with name '${name}' in application '${application}'`))
    }
    return found
  }
}

const wordsOf = (text: string) => text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []

/** Words of `key = a ~ b` put together again, for a tag is cut at its spaces. */
function collapsed(words: readonly string[]): string[] {
  const [id, ...rest] = words
  const pairs: string[] = []
  for (const word of rest) {
    const begins = /^\w+=(?!=)/.test(word)
    if (begins || pairs.length === 0) pairs.push(word)
    else pairs.push(pairs.pop()! + word)
  }
  return id === undefined ? [] : [withoutComma(id), ...pairs.map(withoutComma)]
}

const withoutComma = (text: string) => text.replace(/,$/, '')

function pairOf(pair: string, tag: string, image: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (key === undefined || value === undefined || value.includes('=')) {
    throw renderError(`Tag '${tag}' expects parameters to be in a 'key=value' format: ${image}`)
  }
  return [key, value]
}
