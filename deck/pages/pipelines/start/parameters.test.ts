import { describe, expect, it } from 'vitest'
import type { Parameter } from '../../../data/shapes.ts'
import { askedFor, filled, problemsOf, worthRemembering } from './parameters.ts'

const canary: Parameter = { name: 'canary', default: 'no' }
const percent: Parameter = {
  name: 'percent',
  conditional: { parameter: 'canary', comparator: '=', comparatorValue: 'yes' },
}
const step: Parameter = { name: 'step', conditional: { parameter: 'percent', comparator: '>', comparatorValue: 10 } }
const names = (parameters: readonly Parameter[]) => parameters.map(({ name }) => name)

describe('parameters', () => {
  it('are asked for while their condition holds, and that of the parameter they hang on', () => {
    const all = [canary, percent, step]
    expect(names(askedFor(all, { canary: 'no', percent: '50' }))).toEqual(['canary'])
    expect(names(askedFor(all, { canary: 'yes', percent: '5' }))).toEqual(['canary', 'percent'])
    expect(names(askedFor(all, { canary: 'yes', percent: '50' }))).toEqual(['canary', 'percent', 'step'])
  })
  it('that hang on each other are asked for as they say, without an end', () => {
    const loop = (name: string, parameter: string): Parameter => ({
      name,
      conditional: { parameter, comparator: '=', comparatorValue: 'x' },
    })
    expect(names(askedFor([loop('a', 'b'), loop('b', 'a')], { a: 'x', b: 'x' }))).toEqual(['a', 'b'])
  })
  it('that are pinned come first', () => {
    expect(names(askedFor([canary, { name: 'tag', pinned: true }], {}))).toEqual(['tag', 'canary'])
  })
  it('take what is given over their defaults, and nothing that they do not know', () => {
    expect(filled([canary, { name: 'n', default: 3 }], { canary: 'yes', other: 'x', n: null })).toEqual({
      canary: 'yes',
      n: '3',
    })
  })
  it('are checked before they are sent', () => {
    const asked: Parameter[] = [
      { name: 'a', required: true },
      { name: 'b', constraint: 'date' },
      { name: 'c', hasOptions: true, options: [{ value: 'x' }] },
      { name: 'd', hasOptions: true, options: [{ value: 'x' }] },
    ]
    const problems = problemsOf(asked, { a: ' ', b: '2026-13-45', c: 'y', d: '${ trigger.x }' })
    expect(Object.keys(problems)).toEqual(['a', 'b', 'c'])
    expect(problemsOf(asked, { a: '1', b: '2026-01-31', c: 'x', d: 'x' })).toEqual({})
  })
  it('are remembered, but never what is called like a secret', () => {
    const values = { tag: 'v1', dbPassword: 'p', API_KEY: 'k', githubToken: 't', clientSecret: 's' }
    expect(worthRemembering(values)).toEqual({ tag: 'v1' })
  })
})
