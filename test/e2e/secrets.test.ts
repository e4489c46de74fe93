import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { armor, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { afterEach, expect, it } from 'vitest'
import { createHome, type Home } from '../support/product.ts'
import { root } from '../support/root.ts'

const secret = 'hunter2-hunter2'
let home: Home | undefined
afterEach(() => home?.remove())

/** Clouddriver alone, with a token and a key that age encrypted, and everything that it says. */
async function start(references: { token: string }) {
  home = createHome()
  const { directory } = home
  const hal = join(directory, '.hal')
  mkdirSync(hal)
  const identity = await generateIdentity()
  writeFileSync(join(hal, 'age-identity.txt'), `${identity}\n`)
  const encrypter = new Encrypter()
  encrypter.addRecipient(await identityToRecipient(identity))
  const yaml = `spot: {token: ${secret}}\n`
  writeFileSync(join(hal, 'secrets.age'), armor.encode(await encrypter.encrypt(yaml)))
  const account = { name: 'prod', accountId: 'act-1', endpoint: 'http://127.0.0.1:9', apiToken: references.token }
  const files = {
    identityKeyPem: 'encryptedFile:age!f:secrets.age',
    identityCertPem: 'encryptedFile:age!f:secrets.age',
  }
  writeFileSync(
    join(directory, 'config/spinnaker.yml'),
    JSON.stringify({ spot: { accounts: [account] }, webhook: { identity: files }, server: { port: 0 } }),
  )
  const temporary = join(directory, 'tmp')
  mkdirSync(temporary)
  const flags = ['--no-sandbox', '--services', 'clouddriver,orca', '--log-level', 'trace']
  const child = spawn(
    process.execPath,
    ['src/main.ts', '--home', directory, '--config', join(directory, 'config'), ...flags],
    { cwd: root, env: { ...process.env, HOME: directory, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  const exited = once(child, 'exit')
  await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])
  return { child, exited, temporary, said: () => said }
}

const secretFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.secret'))

it('a service has its secrets, says none of them, and leaves none behind', async () => {
  const { child, exited, temporary, said } = await start({ token: 'encrypted:age!f:secrets.age!k:spot.token' })
  expect(said()).toContain('Gennaker is ready')
  const [file] = secretFiles(temporary)
  expect(readFileSync(join(temporary, file!), 'utf8')).toContain(secret)
  expect(statSync(join(temporary, file!)).mode & 0o777).toBe(0o600)
  child.kill('SIGTERM')
  await exited
  expect(said()).not.toContain(secret)
  expect(existsSync(join(temporary, file!))).toBe(false)
})

it('a service whose secret can’t be read does not start, and says which', async () => {
  const { exited, temporary, said } = await start({ token: 'encrypted:age!f:secrets.age!k:spot.tokne' })
  const [code] = await exited
  expect(code).toBe(1)
  expect(said()).toMatch(
    /spot\.accounts\[0\]\.apiToken in spinnaker\.yml:1: encrypted:age!f:secrets\.age!k:spot\.tokne: .* has no value at spot\.tokne/,
  )
  expect(said()).not.toContain(secret)
  expect(secretFiles(temporary)).toEqual([])
})
