import { describe, expect, it } from 'vitest'
import { fitness } from './fuzzy.ts'

describe('how well words fit a name', () => {
  it('is best at its begin, then at the begin of one of its words, then inside one, then letter by letter', () => {
    const scores = ['release', 'demo-release', 'prerelease', 'relxeaxse'].map((name) => fitness('release', name))
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(new Set(scores).size).toBe(4)
    expect(scores.at(-1)).toBeGreaterThan(0)
  })

  it('needs every word, in any order', () => {
    expect(fitness('demo clusters', 'Clusters of demo')).toBeGreaterThan(0)
    expect(fitness('shop clusters', 'Clusters of demo')).toBe(0)
  })

  it('is nothing for letters that begin inside a word, or are strewn over a sentence', () => {
    expect(fitness('gtp', 'Go to Pipelines')).toBeGreaterThan(0)
    expect(fitness('rel', 'Keyboard help')).toBe(0)
    expect(fitness('dat', 'Deploys what was baked before at night')).toBe(0)
  })
})
