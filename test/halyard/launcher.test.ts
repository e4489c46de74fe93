import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/root.ts'

let directory: string
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'gennaker launcher-')))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

function hal(program: string, line: string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(program, line, {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', HOME: directory, ...env },
  })
  return { status, stdout, stderr }
}

describe('hal', () => {
  it('works from any folder, through links of links', () => {
    mkdirSync(join(directory, 'bin'))
    symlinkSync(join(root, 'hal'), join(directory, 'link'))
    symlinkSync('../link', join(directory, 'bin', 'hal'))
    expect(hal(join(directory, 'bin', 'hal'), ['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
    expect(hal('hal', ['--version'], { PATH: `${join(directory, 'bin')}:/usr/bin:/bin` }).stdout).toBe(`${version}\n`)
  })

  it('works where npm installed it, without an npm of its own', () => {
    const installed = join(directory, 'lib', 'node_modules', 'gennaker')
    for (const name of ['hal', 'package.json', 'scripts', 'src'])
      cpSync(join(root, name), join(installed, name), { recursive: true })
    symlinkSync(realpathSync(join(root, 'node_modules')), join(installed, 'node_modules'))
    symlinkSync(join(installed, 'hal'), join(directory, 'bin', 'installed'))
    const edited = hal(join(directory, 'bin', 'installed'), [
      'config',
      'edit',
      '--timezone',
      'Etc/UTC',
      '-q',
      '--no-validate',
    ])
    expect(edited).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(directory, '.hal', 'config'), 'utf8')).toContain('timezone: Etc/UTC')
  })

  it('has files and folders of a file flag begin where it was called', () => {
    const line = ['config', 'artifact', 'gcs', 'account', 'add', 'a', '--json-path', 'key.json', '--no-validate']
    expect(hal(join(root, 'hal'), line).status).toBe(0)
    expect(readFileSync(join(directory, '.hal', 'config'), 'utf8')).toContain(join(directory, 'key.json'))
  })

  it('passes exit codes on, and says what is wrong on standard error', () => {
    const { status, stdout, stderr } = hal(join(root, 'hal'), ['cofnig'])
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain("Did you mean 'hal config'?")
  })

  it('reads a secret from standard input, and no more than its line', () => {
    const { status } = spawnSync(
      join(root, 'hal'),
      ['config', 'provider', 'spot', 'edit', '--api-token', '--no-validate'],
      {
        cwd: directory,
        input: 'from-a-pipe\nmore\n',
        env: { PATH: '/usr/bin:/bin', HOME: directory },
      },
    )
    expect(status).toBe(0)
    expect(readFileSync(join(directory, '.hal', 'config'), 'utf8')).toContain('apiToken: from-a-pipe\n')
  })
})
