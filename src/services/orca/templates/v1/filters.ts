import { type Filter, jinjaJson, jinjaText, renderError } from '../../../../lib/jinja/index.ts'
import { parseName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import type { Renderer } from './renderer.ts'

const nameParts = [
  ...['group', 'cluster', 'app', 'stack', 'detail', 'push', 'sequence', 'countries', 'devPhase', 'hardware'],
  ...['partners', 'revision', 'usedBy', 'redBlackSwap', 'zone'],
]

/** The filters that pipeline templates add to Jinja's. */
export function jinjaFilters(renderer: Renderer): Readonly<Record<string, Filter>> {
  return {
    base64(value, _args, _named, variables) {
      if (value === null || value === undefined) return null
      // Written once for the budget: rendering a value goes through all of it, and counts only its texts.
      jinjaText(value)
      const rendered = renderer.value(value, { variables: variables(), location: 'base64' })
      return Buffer.from(jinjaText(rendered)).toString('base64')
    },
    frigga(value, [part, ...more]) {
      if (typeof part !== 'string' || more.length > 0) {
        throw renderError('frigga filter requires 1 arg (the name of the frigga part to return)')
      }
      if (!nameParts.includes(part)) throw renderError(`frigga filter cannot find Frigga method: ${part}`)
      const names: Json = { ...parseName(jinjaText(value)) }
      return names[part] ?? ''
    },
    json: (value) => jinjaJson(value),
    max: extreme('max', Math.max),
    min: extreme('min', Math.min),
  }
}

function extreme(name: string, pick: (...numbers: number[]) => number): Filter {
  return (value) => {
    if (!Array.isArray(value)) throw renderError(`${name} filter can only be used with a list type object`)
    const numbers = value.map((item) => {
      const number = Number(jinjaText(item) || Number.NaN)
      if (Number.isNaN(number)) {
        throw renderError(`${name} filter requires list of numeric values, ${jinjaText(item)} given`)
      }
      return number
    })
    if (numbers.length === 0) {
      throw renderError(`${name} filter must be provided a list of numeric values with at least one value`)
    }
    return numbers.reduce((one, two) => pick(one, two))
  }
}
