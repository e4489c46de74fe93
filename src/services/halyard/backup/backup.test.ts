import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTar, writeTar } from '../../../platform/parsing/tar.ts'
import { holdHome } from '../../../platform/store/home.ts'
import { readHalconfig } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { backupName, createBackup, statePath } from './create.ts'
import { differences, openBackup, restoreBackup } from './restore.ts'

let folder: string
let home: HalHome
const now = new Date('2026-11-29T14:30:05.123Z')
const write = (path: string, text: string, mode = 0o600) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-backup-'))
  home = homeAt(join(folder, '.hal'))
  write(join(folder, 'kube config'), 'the kubeconfig')
  const accounts = `[{name: k, kubeconfigFile: ${join(folder, 'kube config')}}, {name: gone, kubeconfigFile: /nowhere/x}, {name: s, kubeconfigFile: 'encryptedFile:noop!v:x'}]`
  write(
    home.config,
    `# ours\ndeploymentConfigurations:\n- name: default\n  providers: {kubernetes: {accounts: ${accounts}}}\n`,
  )
  write(join(home.of('default').profiles, 'gate-local.yml'), 'a: 1\n')
  write(join(home.of('default').profiles, 'run.sh'), 'x', 0o700)
  write(join(home.of('default').serviceLogs, 'gate.log'), 'noise')
})
afterEach(() => rmSync(folder, { recursive: true }))

const create = (options = {}) => createBackup(home, { output: join(folder, backupName(now)), now, ...options })

describe('a backup', () => {
  it('is one archive, for its owner alone, with the files that the halconfig names', async () => {
    const before = readFileSync(home.config, 'utf8')
    const { path, sha256, missing } = await create()
    expect(path).toBe(join(folder, 'halyard-2026-11-29_14-30-05-123Z.tar'))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(missing).toEqual(['/nowhere/x'])
    expect(readFileSync(home.config, 'utf8')).toBe(before)
    const entries = await readTar(readFileSync(path), 'it')
    const paths = entries.map((entry) => entry.path.replace(/\/\d+-/, '/N-'))
    expect(paths).toEqual([
      '.backup/manifest.json',
      '.backup/required-files/N-kube-config',
      'config',
      'default/profiles/gate-local.yml',
      'default/profiles/run.sh',
    ])
    const config = entries.find((entry) => entry.path === 'config')!.content.toString()
    expect(config).toContain('# ours')
    expect(config).toMatch(/kubeconfigFile: \.backup\/required-files\/\d+-kube-config/)
    expect(config).toContain('encryptedFile:noop!v:x')
  })

  it('finds files below a person’s own folder, and those beside the profiles', async () => {
    write(join(home.of('default').directory, 'mine'), 'beside')
    write(
      home.config,
      'deploymentConfigurations:\n- providers: {kubernetes: {accounts: [{name: a, kubeconfigFile: ~/kube config}, {name: b, kubeconfigFile: mine}]}}\n',
    )
    const { path, missing } = await create({ env: { HOME: folder } })
    expect(missing).toEqual([])
    const config = (await readTar(readFileSync(path), 'it'))
      .find((entry) => entry.path === 'config')!
      .content.toString()
    expect(config).toMatch(/kubeconfigFile: \.backup\/required-files\/\d+-kube-config/)
    expect(config).toContain('kubeconfigFile: default/mine')
  })

  it('is restored over what is there, and the files are found again on another machine', async () => {
    const { path } = await create()
    const other = homeAt(join(folder, 'other/.hal'))
    write(join(other.of('default').profiles, 'gate-local.yml'), 'a: 2\n')
    write(join(other.of('default').profiles, 'mine.yml'), 'stays')
    const backup = await openBackup(path)
    expect(differences(other, backup).filter(({ path: each }) => each.startsWith('default'))).toEqual([
      { path: 'default/profiles/gate-local.yml', change: 'changed' },
      { path: 'default/profiles/run.sh', change: 'added' },
    ])
    expect(existsSync(other.config)).toBe(false)
    await restoreBackup(other, backup, undefined)
    expect(differences(other, backup)).toEqual([])
    expect(readFileSync(join(other.of('default').profiles, 'mine.yml'), 'utf8')).toBe('stays')
    expect(statSync(join(other.of('default').profiles, 'run.sh')).mode & 0o777).toBe(0o700)
    const [account] = readHalconfig(other).deployment().providers.kubernetes.accounts
    expect(readFileSync(join(other.directory, account!.kubeconfigFile!), 'utf8')).toBe('the kubeconfig')
  })

  it.each([
    [
      'changed',
      (content: Buffer) => Buffer.from(`${content}x`),
      /default\/profiles\/gate-local.yml is not what it was. Nothing was restored/,
    ],
    ['missing', () => undefined, /default\/profiles\/gate-local.yml is missing. Nothing was restored/],
  ])('with a file that is %s is not restored', async (_, change: (content: Buffer) => Buffer | undefined, message) => {
    const { path } = await create()
    const entries = (await readTar(readFileSync(path), 'it')).flatMap((entry) => {
      if (!entry.path.endsWith('gate-local.yml')) return [entry]
      const content = change(entry.content)
      return content === undefined ? [] : [{ ...entry, content }]
    })
    writeFileSync(path, await writeTar(entries, now))
    await expect(openBackup(path)).rejects.toThrow(message)
  })

  it('of the original is read too, with its own words for the folder', async () => {
    const config =
      'deploymentConfigurations:\n- providers: {kubernetes: {accounts: [{name: k, kubeconfigFile: "{%halconfig-dir%}/.backup/required-files/1-k"}]}}\n'
    const path = join(folder, 'old.tar')
    writeFileSync(path, await writeTar([{ path: './config', content: Buffer.from(config), mode: 0o644 }], now))
    const other = homeAt(join(folder, 'other'))
    await restoreBackup(other, await openBackup(path), undefined)
    expect(readHalconfig(other).deployment().providers.kubernetes.accounts[0]!.kubeconfigFile).toBe(
      '.backup/required-files/1-k',
    )
  })

  it('is refused when it is something else', async () => {
    const path = join(folder, 'x.tar')
    writeFileSync(path, await writeTar([{ path: 'readme', content: Buffer.from('x'), mode: 0o600 }], now))
    await expect(openBackup(path)).rejects.toThrow('has no halconfig; it is no backup of hal.')
    await expect(openBackup(join(folder, 'nothing'))).rejects.toThrow(/can't be read/)
  })

  it('holds what the services know, taken while they write, and gives it back only when none runs', async () => {
    const stateHome = join(folder, 'state')
    mkdirSync(stateHome)
    const database = new DatabaseSync(join(stateHome, 'gennaker.sqlite'))
    database.exec("pragma journal_mode=wal; create table t (x text); insert into t values ('kept')")
    const { path } = await create({ stateHome })
    database.exec("insert into t values ('later')")
    database.close()
    const backup = await openBackup(path)
    expect(backup.files.some((entry) => entry.path === statePath)).toBe(false)

    const release = holdHome(stateHome)
    await expect(restoreBackup(home, backup, stateHome)).rejects.toThrow(/The state in .* is in use/)
    release()
    await restoreBackup(home, backup, stateHome)
    const restored = new DatabaseSync(join(stateHome, 'gennaker.sqlite'))
    expect(restored.prepare('select x from t').all()).toEqual([{ x: 'kept' }])
    restored.close()
    expect(readdirSync(stateHome).filter((name) => name.startsWith('gennaker.sqlite'))).toEqual(['gennaker.sqlite'])
  })
})
