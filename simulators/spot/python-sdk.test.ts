import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { start } from './test-client.ts'

const SDK = 'spotinst-sdk2==3.22.0'
const folder = join(process.env.PEERS_CACHE ?? join(homedir(), '.cache/gennaker-peers'), 'spot', SDK)
const python = join(folder, 'bin/python')

/** Puts Spot's Python SDK into a virtual environment of its own, once; the reason when that can't be done here. */
function install(): string | null {
  const imports = () => spawnSync(python, ['-c', 'import spotinst_sdk2'], { timeout: 60_000 }).status === 0
  if (existsSync(python) && imports()) return null
  const venv = spawnSync('python3', ['-m', 'venv', '--clear', folder], { encoding: 'utf8', timeout: 60_000 })
  if (venv.error) return `python3 could not be run (${venv.error.message})`
  if (venv.status !== 0) return `python3 -m venv failed: ${venv.stderr || venv.stdout}`
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--timeout', '10', SDK], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  return pip.status === 0 && imports() ? null : `pip could not install ${SDK}: ${pip.stderr}`
}

const missing = install()
if (missing !== null) console.warn(`Skipped: Spot's Python SDK is not there. ${missing}`)

it.skipIf(missing !== null)("Spot's own Python SDK creates, scales, rolls and deletes a group", async () => {
  const { url } = await start()
  const script = join(import.meta.dirname, 'fixtures/sdk_client.py')
  const { stdout } = await promisify(execFile)(python, [script, url], { timeout: 60_000 })
  expect(JSON.parse(stdout)).toEqual({
    created: 'sdk-main-v000',
    healthy: ['HEALTHY', 'HEALTHY'],
    listed: [true],
    status: ['fulfilled', 'fulfilled'],
    scaled: ['HEALTHY', 'HEALTHY', 'HEALTHY'],
    updated: 'by the SDK',
    suspended: [expect.objectContaining({ processes: ['AUTO_SCALE'] })],
    roll: 'STARTING',
    rolls: ['finished'],
    progress: 100,
    detached: ['HEALTHY', 'HEALTHY'],
    logs: true,
    costs: true,
    deleted: true,
    gone: true,
  })
})

it.skipIf(missing !== null)(
  "every method of Spot's own Python SDK for Elastigroups is answered, on all three clouds",
  async () => {
    const { url } = await start()
    const script = join(import.meta.dirname, 'fixtures/sdk_every_call.py')
    const { stdout } = await promisify(execFile)(python, [script, url], { timeout: 60_000 })
    // The SDK itself prints now and then.
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      failed: {},
      left_out: { elastigroup_aws: [], elastigroup_gcp: [], elastigroup_azure_v3: [] },
    })
  },
)
