import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ConfigOptions } from './config.ts'
import { holdsExpressions, loadConfig, relaxed, validated } from './index.ts'

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-config-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

const treeOf = (service: string, files: Record<string, string>, more: Partial<ConfigOptions> = {}) =>
  loadConfig(service, { directories: [folder(files)], env: {}, ...more }).tree

describe('the files of a configuration', () => {
  it('are layered: maps are joined, lists replaced, and the later file wins', () => {
    const files = {
      'spinnaker.yml': 'a: {x: 1, list: [1, 2]}\n',
      'orca.yml': 'a: {y: 2}\n',
      'orca-local.yml': 'a: {x: 3, list: [9]}\n',
    }
    expect(treeOf('orca', files)).toEqual({ a: { x: 3, y: 2, list: [9] } })
  })

  it('of the profiles win over all others; test and local are active when nobody says which', () => {
    const files = {
      'gate.yml': 'v: plain\n',
      'gate-test.yml': 'v: test\nw: test\n',
      'spinnaker-local.yml': 'v: spinnaker-local\n',
      'gate-local.yml': 'w: local\n',
      'gate-prod.yml': 'v: prod\n',
    }
    expect(treeOf('gate', files)).toEqual({ v: 'spinnaker-local', w: 'local' })
    expect(treeOf('gate', files, { env: { SPRING_PROFILES_ACTIVE: 'prod' } })).toEqual({ v: 'prod' })
    expect(treeOf('gate', files, { overrides: { 'spring.profiles.active': 'local, prod' } })).toMatchObject({
      v: 'prod',
    })
  })

  it('may be in several directories, of which the last counts, but no plain file over one of a profile', () => {
    const first = folder({ 'gate.yml': 'v: 1\nw: 1\n', 'gate-local.yml': 'x: 1\n' })
    const second = folder({ 'gate.yml': 'w: 2\nx: 2\n' })
    const { tree, files } = loadConfig('gate', { directories: [first, second, '/nowhere'], env: {} })
    expect(tree).toEqual({ v: 1, w: 2, x: 1 })
    expect(files).toEqual([join(first, 'gate.yml'), join(second, 'gate.yml'), join(first, 'gate-local.yml')])
  })

  it('may hold documents for some profiles only', () => {
    const files = {
      'gate.yml': [
        'v: 1',
        '---',
        'spring.config.activate.on-profile: "prod & !test"',
        'v: 2',
        '---',
        'spring: {config: {activate: {onProfile: [local, dev]}}}',
        'w: 3',
      ].join('\n'),
    }
    expect(treeOf('gate', files)).toMatchObject({ v: 1, w: 3 })
    expect(treeOf('gate', files, { env: { SPRING_PROFILES_ACTIVE: 'prod' } })).not.toHaveProperty('w')
    expect(treeOf('gate', files, { env: { SPRING_PROFILES_ACTIVE: 'prod' } })).toMatchObject({ v: 2 })
  })

  it('import folders and files, also each folder of a folder', () => {
    const files = {
      'gate.yml': 'v: 1\nspring.config.import: ["optional:file:./more/*/", "optional:file:/nowhere/", "one.yml"]\n',
      'more/a/gate.yml': 'a: 1\n',
      'more/b/gate.yml': 'b: 1\nv: 2\n',
      'more/b/gate-local.yml': 'c: 1\n',
      'one.yml': 'd: 1\n',
    }
    expect(treeOf('gate', files)).toMatchObject({ v: 2, a: 1, b: 1, c: 1, d: 1 })
    const env = { SPRING_CONFIG_IMPORT: `optional:file:${folder(files)}/more/*/` }
    expect(loadConfig('gate', { directories: [], env }).tree).toMatchObject({ v: 2, a: 1, b: 1, c: 1 })
    expect(() => treeOf('gate', { 'gate.yml': 'spring.config.import: missing.yml\n' })).toThrow(
      /gate\.yml imports missing\.yml, which is not there; write optional:missing\.yml/,
    )
  })

  it('that are wrong are named', () => {
    expect(() => treeOf('gate', { 'gate-local.yml': 'a: [\n' })).toThrow(/gate-local\.yml is not valid YAML/)
    expect(() => treeOf('gate', { 'gate.yml': '- a\n' })).toThrow(/gate\.yml must be a map of keys/)
    expect(treeOf('gate', { 'gate.yml': '# nothing\n' })).toEqual({})
  })
})

describe('the keys of a configuration', () => {
  it('may be dotted, in a file or among the overrides', () => {
    const files = {
      'spinnaker.yml': 'global.spinnaker.timezone: UTC\nservices: {fiat.baseUrl: a}\nservices.fiat.enabled: true\n',
    }
    const tree = treeOf('gate', files, { overrides: { 'services.fiat.baseUrl': 'b' } })
    expect(tree).toEqual({
      global: { spinnaker: { timezone: 'UTC' } },
      services: { fiat: { baseUrl: 'b', enabled: true } },
    })
  })

  it('are one key in any of Spring’s spellings', () => {
    const files = {
      'gate.yml': 'cors.allowedOriginsPattern: a\n',
      'gate-local.yml': 'cors: {allowed-origins-pattern: b}\n',
    }
    expect(treeOf('gate', files)).toEqual({ cors: { allowedOriginsPattern: 'b' } })
    const schema = z.object({ cors: relaxed({ 'allowed-origins-pattern': z.string() }) })
    expect(treeOf('gate', files, { schema })).toEqual({ cors: { 'allowed-origins-pattern': 'b' } })
  })

  it('without a value take nothing away, and count as not written', () => {
    const schema = z.object({ spot: z.object({ accounts: z.array(z.string()), enabled: z.boolean() }) })
    const files = { 'spinnaker.yml': 'spot: {enabled: true, accounts: }\n', 'clouddriver.yml': 'spot:\n  # nothing\n' }
    expect(treeOf('clouddriver', files, { schema })).toEqual({ spot: { enabled: true } })
  })

  it('have the types that are wanted', () => {
    const schema = z.object({
      port: z.number(),
      wanted: z.boolean(),
      list: z.array(z.number()),
      id: z.string(),
      levels: z.record(z.string(), z.string()),
    })
    const files = {
      'gate.yml': 'port: "${PORT}"\nwanted: "yes"\nlist: "1, 2"\nid: 12\nlevels: {com.netflix: DEBUG, ROOT: INFO}\n',
    }
    expect(treeOf('gate', files, { schema, env: { PORT: '8084' } })).toEqual({
      port: 8084,
      wanted: true,
      list: [1, 2],
      id: '12',
      levels: { 'com.netflix': 'DEBUG', ROOT: 'INFO' },
    })
  })
})

describe('the environment', () => {
  const account = z.object({ name: z.string(), apiToken: z.string().optional() })
  const schema = z.object({
    services: z.object({ fiat: z.object({ baseUrl: z.string(), enabled: z.boolean() }) }),
    gate: z.object({ limit: z.number() }),
    cors: relaxed({ 'allowed-origins': z.array(z.string()) }),
    accounts: z.array(account),
  })

  it('sets keys by their names in capitals, over all files', () => {
    const env = {
      SERVICES_FIAT_BASEURL: 'http://fiat',
      SERVICES_FIAT_ENABLED: 'true',
      CORS_ALLOWED_ORIGINS: 'a,b',
      ACCOUNTS_0_NAME: 'prod',
      ACCOUNTS_0_API_TOKEN: 't',
    }
    const files = { 'gate-local.yml': 'services: {fiat: {baseUrl: x}}\naccounts: [{name: other}, {name: another}]\n' }
    expect(treeOf('gate', files, { env, schema })).toEqual({
      services: { fiat: { baseUrl: 'http://fiat', enabled: true } },
      cors: { 'allowed-origins': ['a', 'b'] },
      accounts: [{ name: 'prod', apiToken: 't' }],
    })
  })

  it('sets nothing that is no key, such as what Kubernetes calls a service’s port', () => {
    const env = { GATE_PORT: 'tcp://10.0.0.1:8084', GATE: 'x', PATH: '/bin', SERVICES: 'x', 'odd name': '1' }
    expect(treeOf('gate', { 'gate.yml': 'gate: {limit: 1}\n' }, { env, schema })).toEqual({ gate: { limit: 1 } })
  })

  it('is less than the command line', () => {
    const env = { GATE_LIMIT: '1', SPRING_APPLICATION_JSON: '{"gate": {"limit": 2}, "accounts": []}' }
    expect(treeOf('gate', {}, { env, schema })).toEqual({ gate: { limit: 2 }, accounts: [] })
    const overrides = { 'gate.limit': '3' }
    expect(treeOf('gate', {}, { env, schema, overrides })).toMatchObject({ gate: { limit: 3 } })
  })
})

describe('placeholders', () => {
  it('are filled from other keys, the environment and defaults', () => {
    const files = {
      'gate.yml': 'port: 1\nurl: "http://${HOST:localhost}:${port}"\ntoken: ${SPOT_TOKEN}\nsame: ${port}\n',
    }
    expect(treeOf('gate', files, { env: { SPOT_TOKEN: 't' } })).toEqual({
      port: 1,
      url: 'http://localhost:1',
      token: 't',
      same: 1,
    })
  })

  it('see the merged view, whatever file they are in, and may be nested', () => {
    const files = {
      'spinnaker.yml':
        'redis: "${services.redis.base-url:redis://localhost:${redisPort:6379}}"\nchosen: "${${kind}.url}"\nkind: blue\n',
      'gate-local.yml': 'redisPort: 1\nblue.url: b\nempty: "${NOTHING:}"\n',
    }
    expect(treeOf('gate', files)).toMatchObject({ redis: 'redis://localhost:1', chosen: 'b', empty: '' })
    const overrides = { 'services.redis.baseUrl': 'redis://r' }
    expect(treeOf('gate', files, { overrides })).toMatchObject({ redis: 'redis://r' })
  })

  it('know what is built in, and the service’s name', () => {
    const files = { 'gate.yml': 'name: ${spring.application.name}\nclouddriver: ${services.clouddriver.baseUrl}\n' }
    const known = { services: { clouddriver: { baseUrl: 'http://${host:h}' } } }
    expect(treeOf('gate', files, { known, builtIn: { a: '${name}' } })).toEqual({
      name: 'gate',
      clouddriver: 'http://h',
      a: 'gate',
    })
  })

  it('that nothing fills fail the start with key, file and line', () => {
    const files = { 'gate-local.yml': '# tokens\nlist:\n  - a: ${MISSING_ONE}\nfine: 1\n' }
    expect(() => treeOf('gate', files)).toThrow(
      /nothing fills \$\{MISSING_ONE\} of list\[0\]\.a in gate-local\.yml:3\. Set the variable MISSING_ONE, or/,
    )
    expect(() => treeOf('gate', { 'gate.yml': 'a: ${b}\nb: ${a}\n' })).toThrow(
      /a in gate\.yml:1: .* leads back to itself/,
    )
  })

  it('that nothing fills stay in keys that nobody reads, and in expressions of pipelines', () => {
    const schema = z.object({ hooks: holdsExpressions(z.array(z.object({ url: z.string() }))).default([]) })
    const url = "http://${HOST}/${parameterValues['x'] ?: 'y'}/${trigger.tag}"
    const files = { 'orca.yml': `hooks: [{url: "${url}"}]\nother: \${nobody.reads}\n` }
    expect(treeOf('orca', files, { schema, env: { HOST: 'h' } })).toEqual({
      hooks: [{ url: url.replace('${HOST}', 'h') }],
      other: '${nobody.reads}',
    })
  })
})

it('a value that is not valid is said with its key and its place', () => {
  const config = loadConfig('orca', { directories: [folder({ 'orca.yml': 'a:\n  b: x\n' })], env: {} })
  const schema = z.object({ a: z.object({ b: z.number(), c: z.number() }) })
  expect(() => validated(schema, config.tree, 'orca', config.placeOf)).toThrow(
    /configuration of orca is not valid: a\.b \(orca\.yml:2\): .*; a\.c \(orca\.yml:1\): /,
  )
})
