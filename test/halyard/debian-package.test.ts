import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spinnaker } from '../../src/services/halyard/deploy/environments/distributed/pod.ts'
import { root } from '../support/root.ts'

const hasDpkg = process.platform === 'linux' && existsSync('/usr/bin/dpkg-deb')
if (!hasDpkg) console.warn('There is no dpkg-deb here, so the Debian package is not tried.')
const call = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'gennaker-package-'))
const installed = join(folder, 'installed')
const under = (path: string) => join(installed, path)
/** Nothing of the machine that builds it may be needed. */
const bare = { PATH: '/usr/bin:/bin', HOME: join(folder, 'home') }

interface Status {
  readonly state: string
  readonly doors: Readonly<Record<string, { readonly port: number }>>
}

/** What the supervisor says of itself on its socket; undefined while there is none. */
async function statusOf(home: string): Promise<Status | undefined> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ socketPath: join(home, 'supervisor.sock'), path: '/status' }, resolve).on('error', reject)
    })
    return JSON.parse(await text(answer)) as Status
  } catch {
    return undefined
  }
}

describe.skipIf(!hasDpkg)('the Debian package', () => {
  let information = ''
  beforeAll(async () => {
    // The sources of Deck are built by whoever runs all tests; a package of a part of them needs the same.
    const { stdout } = await call('node', ['scripts/package-deb.ts', '--fast', '--output', folder], { cwd: root })
    const file = stdout.trim()
    information = execFileSync('dpkg-deb', ['--info', file]).toString()
    await call('dpkg-deb', ['--extract', file, installed])
    rmSync(file)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says what it is, and has what happens when it comes and goes', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(information).toContain(`Version: ${version}`)
    for (const script of ['postinst', 'prerm', 'postrm']) {
      expect(information).toContain(script)
      expect(() => execFileSync('sh', ['-n', join(root, 'packaging/debian', script)])).not.toThrow()
    }
  })

  it('has the product and nothing that only its makers need', () => {
    expect(statSync(under('usr/bin/hal')).mode & 0o111).toBe(0o111)
    expect(existsSync(under('opt/gennaker/deck/dist/index.html'))).toBe(true)
    expect(globSync('opt/gennaker/src/**/*.test.ts', { cwd: installed })).toEqual([])
    for (const name of ['vitest', 'typescript', '@biomejs'])
      expect(existsSync(under(`opt/gennaker/node_modules/${name}`))).toBe(false)
  })

  it('runs hal with the Node.js that it brings', async () => {
    const node = under('opt/gennaker/bin/node')
    const { stdout } = await call(node, [under('opt/gennaker/src/hal.ts'), '--version'], { env: bare, cwd: '/' })
    expect(stdout.trim()).toBe(/Version: (\S+)/.exec(information)?.[1])
    // What /usr/bin/hal calls is where the package has it.
    const called = [...readFileSync(under('usr/bin/hal'), 'utf8').matchAll(/\/opt\/gennaker\/[\w./-]+/g)].map(
      ([path]) => path,
    )
    for (const path of called) expect(existsSync(under(path)), path).toBe(true)
  })

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('has a unit that systemd understands', () => {
    const args = ['verify', '--man=no', `--root=${installed}`, 'gennaker.service']
    // It misses the rest of a system in that folder, and says so; what it does not understand it names with its line.
    const { stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    expect(stderr).not.toMatch(/gennaker\.service:\d+|not executable/)
  })

  it('is what the image is made of, which runs as the user that pods run as', () => {
    const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
    const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)![1]!) as string[]
    for (const path of entry) expect(existsSync(under(path)), path).toBe(true)
    expect(dockerfile).toContain(`USER ${spinnaker}:${spinnaker}`)
  })

  it('serves everything as its unit starts it', async () => {
    const unit = readFileSync(under('lib/systemd/system/gennaker.service'), 'utf8')
    expect(unit).toContain('ExecStart=/opt/gennaker/bin/gennaker --foreground --log-directory /var/log/spinnaker')
    const home = join(folder, 'state')
    const env = {
      ...bare,
      GENNAKER_HOME: home,
      GENNAKER_CONFIG: join(folder, 'config'),
      GENNAKER_SANDBOX: 'false',
      GENNAKER_GATE_PORT: '0',
      GENNAKER_DECK_PORT: '0',
    }
    const logs = join(folder, 'logs')
    const arguments_ = [under('opt/gennaker/src/supervisor.ts'), '--foreground', '--log-directory', logs]
    const child = spawn(under('opt/gennaker/bin/node'), arguments_, { env, cwd: '/', stdio: 'ignore' })
    try {
      await expect.poll(async () => (await statusOf(home))?.state).toBe('running')
      const { doors } = (await statusOf(home))!
      const gate = await fetch(`http://127.0.0.1:${doors.gate!.port}/health`)
      expect(await gate.json()).toMatchObject({ status: 'UP' })
      expect(readFileSync(join(logs, 'gennaker/gennaker.log'), 'utf8')).not.toBe('')
      expect(await (await fetch(`http://127.0.0.1:${doors.deck!.port}/`)).text()).toContain('<title>')
    } finally {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    }
  })
})
