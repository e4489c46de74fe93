import { describe, expect, it } from 'vitest'
import { triggerOf } from './trigger.ts'

describe('a trigger', () => {
  it('has what every reader expects, and all that it came with', () => {
    expect(triggerOf({ type: 'carrier', zed: 'pigeon', parameters: null }, undefined)).toEqual({
      ...{ type: 'carrier', zed: 'pigeon', user: '[anonymous]', parameters: {} },
      ...{ artifacts: [], notifications: [], resolvedExpectedArtifacts: [] },
      ...{ rebake: false, dryRun: false, strategy: false },
    })
  })

  it.each([
    [null, 'ann', { type: 'manual', user: 'ann' }],
    [{ type: '', user: '' }, 'ann', { type: 'manual', user: 'ann' }],
    [{ type: 'cron', user: 'bob' }, 'ann', { type: 'cron', user: 'bob' }],
  ])('%j of somebody known as %s says who and how', (given, user, expected) => {
    expect(triggerOf(given, user)).toMatchObject(expected)
  })

  it.each([
    ['jenkins', { master: 'm', job: 'j', buildNumber: 1 }, { properties: {} }],
    ['concourse', { type: 'concourse' }, { properties: {} }],
    ['git', { source: 's', project: 'p', branch: 'b', slug: 'r', hash: 'h' }, { action: 'undefined' }],
    ['plugin', { pluginId: 'x' }, { description: '[no description]', provider: '[no provider]' }],
  ])('of the kind %s is told by its fields, whatever its type', (_kind, given, defaults) => {
    expect(triggerOf(given, undefined)).toMatchObject(defaults)
    const own = Object.fromEntries(Object.keys(defaults).map((key) => [key, 'own']))
    expect(triggerOf({ ...given, ...own }, undefined)).toMatchObject(own)
  })

  it('of a container image is none of the other kinds', () => {
    const image = { account: 'a', repository: 'r', tag: 't', master: 'm', job: 'j', buildNumber: 1 }
    expect(triggerOf(image, undefined)).not.toHaveProperty('properties')
  })
})
