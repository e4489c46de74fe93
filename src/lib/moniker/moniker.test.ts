import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildCheckedGroupName,
  buildGroupName,
  deriveMoniker,
  findAncestor,
  InvalidNameError,
  nameOf,
  nextFreeServerGroupName,
  nextServerGroupName,
  parseAppVersion,
  parseBaseAmi,
  parseName,
  parseNameOrThrow,
} from './index.ts'

const word = fc.stringMatching(/^[a-z][a-z._]{0,8}$/)
const request = { application: 'shop', stack: 'prod', region: 'us-east-1' }
const slot = (sequence: number, createdTime = sequence) => ({
  serverGroupName: `shop-prod-v${String(sequence).padStart(3, '0')}`,
  sequence,
  createdTime,
})

describe('a name', () => {
  it('comes apart into application, stack, detail and sequence', () => {
    expect(parseName('shop-prod-blue-eu-v012')).toEqual({
      group: 'shop-prod-blue-eu-v012',
      cluster: 'shop-prod-blue-eu',
      app: 'shop',
      stack: 'prod',
      detail: 'blue-eu',
      push: 'v012',
      sequence: 12,
    })
  })

  it('is put together from the moniker that it was taken apart into', () => {
    const moniker = fc.record({ app: word, stack: word, detail: word, sequence: fc.nat(999_999) })
    fc.assert(fc.property(moniker, (parts) => nameOf(deriveMoniker(nameOf(parts))) === nameOf(parts)))
  })

  it('never makes the parser fail, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (name) => [name, undefined].includes(parseName(name).group)))
  })

  it('is refused with its text when it is not one', () => {
    expect(() => parseNameOrThrow('shop prod')).toThrow("Invalid name 'shop prod'")
  })

  it('keeps the labels at its end apart from a label with other text after it', () => {
    expect(parseName('shop-prod-c0us-d0test-v001')).toMatchObject({ countries: 'us', devPhase: 'test' })
    expect(parseName('shop-prod-c0us-blue')).not.toHaveProperty('countries')
  })

  it('reads back the labels that it was built with', () => {
    const labels = { countries: 'us', devPhase: 'test', hardware: 'm5', zone: 'a' }
    expect(parseName(buildGroupName({ app: 'shop', stack: 'prod', ...labels }))).toMatchObject(labels)
  })

  it('is refused by the builder when its stack reads as a push', () => {
    expect(() => buildCheckedGroupName({ app: 'shop', stack: 'v001' })).toThrow('stack cannot contain a push version')
  })

  it('needs an application', () => {
    expect(() => nameOf({ app: undefined })).toThrow(InvalidNameError)
  })
})

describe('the next server group', () => {
  it('is the first of a new cluster', () => {
    expect(nextServerGroupName(request, [])).toBe('shop-prod-v000')
  })

  it('follows the youngest, not the one with the highest number', () => {
    const slots = [slot(7, 10), slot(3, 90)]
    expect(findAncestor(slots)).toBe(slots[1])
    expect(nextServerGroupName(request, slots)).toBe('shop-prod-v004')
  })

  it('begins again at v000 after v999 and passes over taken numbers', () => {
    expect(nextServerGroupName(request, [slot(0, 1), slot(1, 2), slot(999, 3)])).toBe('shop-prod-v002')
  })

  it('fails when all thousand numbers are taken', () => {
    const all = Array.from({ length: 1000 }, (_, sequence) => slot(sequence))
    expect(() => nextServerGroupName(request, all)).toThrow(
      'All server group names for cluster shop-prod in us-east-1 are taken.',
    )
  })

  it('is named like its cluster when the sequence is ignored', () => {
    expect(nextServerGroupName({ ...request, ignoreSequence: true }, [slot(4)])).toBe('shop-prod')
  })

  it('passes over names that the cache did not know but the cloud has, and then carries a number', async () => {
    const live = new Set(['shop-prod', 'shop-prod-v001'])
    const name = nextFreeServerGroupName({ ...request, ignoreSequence: true }, [], (asked) => live.has(asked))
    expect(await name).toBe('shop-prod-v002')
  })

  it('gives up after six names that the cloud has', async () => {
    const asked: string[] = []
    const isLive = (name: string) => asked.push(name) > 0
    await expect(nextFreeServerGroupName(request, [], isLive)).rejects.toThrow('are taken.')
    expect(asked).toHaveLength(6)
  })
})

describe('a baked image', () => {
  it('tells its package, build and commit in the appversion tag', () => {
    expect(parseAppVersion('app-1.2.3-h5.abc1234/JOB-app/5')).toEqual({
      packageName: 'app',
      version: '1.2.3',
      commit: 'abc1234',
      buildNumber: '5',
      buildJobName: 'JOB-app',
    })
    expect(parseAppVersion('app-1.0')).toBeUndefined()
  })

  it('tells its base image in its description', () => {
    expect(parseBaseAmi('store=ebs,ancestor_name=base-x86_64-20240131-ebs,ancestor_id=ami-1a2b3c4d')).toEqual({
      baseAmiId: 'ami-1a2b3c4d',
      baseAmiName: 'base-x86_64-20240131-ebs',
      baseAmiDate: new Date('2024-01-31T00:00:00Z'),
    })
  })
})
