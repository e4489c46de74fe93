import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completeDeployment } from '../../../halconfig/index.ts'
import { fetchCheckouts } from './checkouts.ts'
import { placesOf } from './places.ts'

let folder: string
let env: NodeJS.ProcessEnv
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-git-'))
  const gitconfig = join(folder, 'gitconfig')
  // Git's own way to have another server in the place of GitHub.
  writeFileSync(
    gitconfig,
    `[url "file://${folder}/remotes/"]\n  insteadOf = git@github.com:\n[user]\n  name = A\n  email = a@example.org\n[init]\n  defaultBranch = main\n[protocol "file"]\n  allow = always\n`,
  )
  env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: gitconfig, GIT_CONFIG_NOSYSTEM: '1' }
  for (const user of ['spotinst', 'spinnaker'])
    git(folder, 'init', '--quiet', '--bare', join(folder, 'remotes', user, 'gate.git'))
  const work = join(folder, 'work')
  git(folder, 'clone', '--quiet', 'git@github.com:spotinst/gate.git', work)
  commit('one')
  git(work, 'push', '--quiet', 'origin', 'HEAD:spot_provider')
})
afterEach(() => rmSync(folder, { recursive: true }))

const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-C', directory, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
const commit = (content: string) => {
  writeFileSync(join(folder, 'work/file'), content)
  git(join(folder, 'work'), 'add', '.')
  git(join(folder, 'work'), 'commit', '--quiet', '-m', content)
}

async function fetching(more: object = {}, version = 'branch:origin/spot_provider') {
  const environment = { type: 'LocalGit', gitConfig: { originUser: 'spotinst' }, ...more }
  const findings = await fetchCheckouts({
    deployment: completeDeployment({ version, deploymentEnvironment: environment }),
    services: ['gate'],
    places: placesOf(env),
    env,
    signal: new AbortController().signal,
    tell: () => {},
  })
  return findings.map(({ message }) => message)
}

const checkout = () => placesOf(env).checkout('gate')
const content = () => readFileSync(join(checkout(), 'file'), 'utf8')

describe('the checkout of a service', () => {
  it('is cloned from the fork, knows the original, and is at the branch', async () => {
    expect(await fetching()).toEqual([])
    expect(content()).toBe('one')
    expect(git(checkout(), 'config', 'remote.origin.url')).toBe('git@github.com:spotinst/gate.git')
    expect(git(checkout(), 'config', 'remote.upstream.url')).toBe('git@github.com:spinnaker/gate.git')
  })

  it('follows the branch, and keeps one’s own changes', async () => {
    await fetching()
    writeFileSync(join(checkout(), 'other'), 'tracked')
    git(checkout(), 'add', 'other')
    commit('two')
    git(join(folder, 'work'), 'push', '--quiet', 'origin', 'HEAD:spot_provider')
    expect(await fetching()).toEqual([])
    expect(content()).toBe('two')
    expect(readFileSync(join(checkout(), 'other'), 'utf8')).toBe('tracked')
  })

  it('says so when one’s own changes no longer fit, and loses none', async () => {
    await fetching()
    writeFileSync(join(checkout(), 'file'), 'mine')
    commit('two')
    git(join(folder, 'work'), 'push', '--quiet', 'origin', 'HEAD:spot_provider')
    expect(await fetching()).toEqual([
      expect.stringMatching(/^Your changes in .* do not fit origin\/spot_provider; they are kept in its stash\.$/),
    ])
    expect(git(checkout(), 'stash', 'show', '-p')).toContain('+mine')
  })

  it('stays where it is when it is told to', async () => {
    await fetching()
    commit('two')
    git(join(folder, 'work'), 'push', '--quiet', 'origin', 'HEAD:spot_provider')
    expect(await fetching({ updateVersions: false })).toEqual([])
    expect(content()).toBe('one')
  })

  it('that can’t be had is said, and stops nobody', async () => {
    expect(await fetching({ gitConfig: { originUser: 'nobody' } })).toEqual([
      expect.stringMatching(/^git@github.com:nobody\/gate.git can't be cloned: .*gate runs from this release\.$/),
    ])
    expect(existsSync(checkout())).toBe(false)
    await fetching()
    expect(await fetching({}, 'branch:origin/other')).toEqual([
      expect.stringMatching(/^gate has no origin\/other: .* It runs from what is checked out\.$/),
    ])
  })
})
