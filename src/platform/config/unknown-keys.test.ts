import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseLocatedYaml } from '../parsing/index.ts'
import { anyKeys, relaxed, unknownKeys } from './index.ts'
import { layerOf, type Tree } from './layers.ts'

const address = relaxed({ baseUrl: z.string(), enabled: z.boolean() }).prefault({})
const schema = z.object({
  services: z.object({ clouddriver: address, fiat: address }),
  cors: relaxed({ 'allowed-origins-pattern': z.string() }).optional(),
  free: anyKeys(z.looseObject({})).optional(),
  levels: z.record(z.string(), z.string()),
  accounts: z.array(z.looseObject({ name: z.string() })),
})

function of(text: string, unused: string[] = []) {
  const [document] = parseLocatedYaml(text, 'gate-local.yml')
  const { value, lineOf } = document!
  return unknownKeys(layerOf(value as Tree, { name: 'gate-local.yml', lineOf }), schema, unused)
}

it('a key that nobody reads is told with its place and the key that was probably meant', () => {
  expect(of('# our gate\nservices:\n  clouddrvier:\n    baseUrl: x\n')).toEqual([
    {
      key: 'services.clouddrvier.baseUrl',
      place: 'gate-local.yml:3',
      isShared: false,
      meant: 'services.clouddriver.baseUrl',
    },
  ])
})

it.each([
  ['services.fiat.baseURl: x', undefined],
  ['services: {fiat: {base_url: x, enabeld: true}}', 'services.fiat.enabled'],
  ['allowedOriginsPattern: x', 'cors.allowed-origins-pattern'],
  ['server: {port: 1}', null],
  ['other: {allowedOriginsPattern: {a: 1, b: 2}}', null],
])('%s', (text, meant) => {
  const found = of(text)
  if (meant === undefined) expect(found).toEqual([])
  else expect(found[0]!.meant).toBe(meant ?? undefined)
})

it('free names, what is free below them and what is known to be of no use say nothing', () => {
  expect(of('levels: {a.b: c}\nfree: {x: {y: 1}}\n')).toEqual([])
  expect(of('redis: {connection: x}\nservices: {fiat: {vipAddress: x}}\n', ['redis', 'services.*.vipAddress'])).toEqual(
    [],
  )
})

it('a branch of which everything is of no use says nothing, and one with more than that does', () => {
  expect(of('spinnaker: {baseUrl: x}\n', ['spinnaker.baseUrl'])).toEqual([])
  expect(of('spinnaker: {baseUrl: x, s3: y}\n', ['spinnaker.baseUrl'])).toMatchObject([{ key: 'spinnaker' }])
})

it('what is switched off is not missed', () => {
  expect(of('aws: {enabled: false, accounts: []}\n')).toEqual([])
  expect(of('aws: {enabled: true, accounts: []}\n')).toMatchObject([{ key: 'aws' }])
})

it('what is wrong in each item of a list is told once', () => {
  expect(of('accounts:\n  - {name: a, nmae: b}\n  - {name: b, nmae: c}\n')).toMatchObject([
    { key: 'accounts[0].nmae', meant: 'accounts[0].name', place: 'gate-local.yml:2' },
  ])
})
