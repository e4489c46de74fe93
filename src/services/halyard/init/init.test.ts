import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../cli/commands/root.ts'
import { type CallOptions, call, newHome } from '../cli/testing.ts'
import { readHalconfig } from '../halconfig/index.ts'
import { homeAt } from '../home.ts'

const init = (home: string, line: readonly string[] = [], options: CallOptions = {}) =>
  call(root, ['init', ...line], { home, env: { HOME: home }, ...options })
const deploymentIn = (home: string) => readHalconfig(homeAt(home)).deployment()

describe('hal init', () => {
  it('in a pipe without answers takes the defaults, and says what to do next', async () => {
    const home = newHome()
    const { code, output } = await init(home)
    expect(code).toBe(0)
    expect(deploymentIn(home)).toMatchObject({
      deploymentEnvironment: { type: 'Local' },
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      providers: { spot: { enabled: false } },
    })
    expect(output).toContain('hal deploy apply')
    expect((await call(root, ['config', 'validate', '--offline'], { home })).code).toBe(0)
  })

  it('takes its answers line by line, and shows no secret', async () => {
    const home = newHome()
    const answers = [
      ...['LocalDebian', 'Europe/Berlin', 'postgresql', 'postgresql://u:s3cr3t@db/gennaker'],
      ...['act-1a2b3c4d', 'prod', 't0ken'],
    ]
    const { code, output, errors } = await init(home, [], { input: `${answers.join('\n')}\n` })
    expect(code).toBe(0)
    expect(deploymentIn(home)).toMatchObject({
      timezone: 'Europe/Berlin',
      deploymentEnvironment: { type: 'LocalDebian' },
      persistentStorage: { persistentStoreType: 'sql', sql: { url: 'postgresql://u:s3cr3t@db/gennaker' } },
      providers: {
        spot: { enabled: true, apiToken: 't0ken', accounts: [{ name: 'prod', accountId: 'act-1a2b3c4d' }] },
      },
    })
    expect(output + errors).not.toMatch(/s3cr3t|t0ken/)
  })

  it('asks nothing that a flag says, and takes the context of Kubernetes from the kubeconfig', async () => {
    const home = newHome()
    const kubeconfig = join(home, 'kubeconfig')
    writeFileSync(kubeconfig, 'contexts: [{name: one}, {name: arn:two/x}]\ncurrent-context: arn:two/x\n')
    const flags = ['--type', 'Distributed', '--timezone', 'Etc/UTC', '--kubeconfig', kubeconfig]
    await init(home, flags)
    expect(deploymentIn(home)).toMatchObject({
      deploymentEnvironment: { type: 'Distributed', accountName: 'arn-two-x', location: 'spinnaker' },
      providers: {
        kubernetes: { accounts: [{ name: 'arn-two-x', context: 'arn:two/x', kubeconfigFile: kubeconfig }] },
      },
    })
    const { code, errors } = await init(newHome(), [...flags, '--kube-context', 'three'])
    expect([code, errors]).toEqual([1, expect.stringContaining('it has one, arn:two/x')])
  })

  it.each([
    [['--timezone', 'Nowhere/Land'], 'no time zone'],
    [['--spot-account-id', 'prod'], 'no Spot account'],
    [['--database-url', 'jdbc:mysql://x/y'], 'begins with postgresql://'],
    [['--type', 'Distributed', '--kubeconfig', '/not/there'], '/not/there'],
  ])('refuses %o and writes nothing', async (line, why) => {
    const home = newHome()
    const { code, errors } = await init(home, line)
    expect([code, errors]).toEqual([1, expect.stringContaining(why)])
    expect(existsSync(join(home, 'config'))).toBe(false)
  })

  it('replaces nothing without a yes, and keeps what it replaces', async () => {
    const home = newHome()
    const old = 'deploymentConfigurations:\n- name: default\n  timezone: Asia/Tokyo # ours\n'
    writeFileSync(join(home, 'config'), old)
    expect((await init(home)).output).toContain('Nothing was changed')
    expect(readFileSync(join(home, 'config'), 'utf8')).toBe(old)
    await init(home, ['--timezone', 'Etc/UTC'], { input: 'y\n' })
    expect(deploymentIn(home).timezone).toBe('Etc/UTC')
    expect(readFileSync(join(home, '.backup/config.before-init'), 'utf8')).toBe(old)
  })

  it('goes on with what another home has', async () => {
    const other = newHome()
    writeFileSync(join(other, 'config'), 'deploymentConfigurations: [{name: default, timezone: Asia/Tokyo}]\n')
    mkdirSync(join(other, 'default/profiles'), { recursive: true })
    writeFileSync(join(other, 'default/profiles/gate-local.yml'), 'server.port: 8085\n')
    const home = newHome()
    expect((await init(home, ['--from', join(other, 'config')])).code).toBe(0)
    expect(deploymentIn(home).timezone).toBe('Asia/Tokyo')
    expect(readFileSync(join(home, 'default/profiles/gate-local.yml'), 'utf8')).toContain('8085')
  })
})
