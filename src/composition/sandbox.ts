import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Tree } from '../platform/config/index.ts'

/** The simulated Spot account that a new installation comes with. */
export interface Sandbox {
  /** The configuration of Clouddriver with the account that leads to it, beside the accounts that it has. */
  addTo(clouddriver: Tree): Tree
  /** The configuration of Orca for a cloud whose time runs faster: what waits by the clock on the wall waits less. */
  hurry(orca: Tree): Tree
  stop(): Promise<void>
}

const accountId = 'act-sandbox'
const token = 'sandbox-token'
/** Cloud time runs this much faster than a clock on the wall: a release takes a minute, not half an hour. */
const speed = 20

/**
 * Starts the Spot simulator as a process of its own. It keeps its state under `home`, and ends when this process does,
 * however that dies. A simulator that does not come up is an error with what it said.
 */
export async function startSandbox(root: string, home: string): Promise<Sandbox> {
  const directory = join(home, 'sandbox')
  mkdirSync(directory, { recursive: true })
  const flags = [
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--speed',
    String(speed),
    '--account',
    accountId,
    '--token',
    token,
  ]
  const state = ['--state', join(directory, 'spot.json'), '--exit-with-parent']
  const child = spawn(process.execPath, [join(root, 'simulators/spot/main.ts'), ...flags, ...state], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const url = await ready(child)
  const account = {
    name: 'sandbox',
    accountId,
    apiToken: token,
    endpoint: url,
    environment: 'sandbox',
    accountType: 'sandbox',
  }
  return {
    addTo(clouddriver) {
      const spot = (clouddriver.spot ?? {}) as { accounts?: { name?: unknown }[] | null }
      const others = (spot.accounts ?? []).filter(({ name }) => name !== account.name)
      return { ...clouddriver, spot: { ...spot, enabled: true, accounts: [account, ...others] } }
    },
    hurry(orca) {
      const tasks = (orca.tasks ?? {}) as Tree
      return { ...orca, tasks: { 'disable-cluster-min-time-millis': 90_000 / speed, ...tasks } }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000)
    })
    createInterface({ input: child.stdout! }).once('line', (line) => {
      const { url } = JSON.parse(line) as { url: string }
      resolve(url)
    })
    child.once('exit', (code) =>
      reject(new Error(`The Spot simulator ended with code ${code} before it was ready. ${said.trim()}`)),
    )
    child.once('error', reject)
  })
}
