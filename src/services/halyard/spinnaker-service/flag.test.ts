import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Command } from '../cli/command.ts'
import { call, newHome } from '../cli/testing.ts'
import { deployCommand } from '../deploy/commands.ts'
import { fileFlag, takingOver } from './flag.ts'

const spinnakerService = (accountId: string) => `
apiVersion: spinnaker.io/v1alpha2
kind: SpinnakerService
metadata: {name: spinnaker}
spec:
  spinnakerConfig:
    config:
      version: 1.35.0
      deploymentEnvironment: {type: LocalGit}
      providers:
        spot: {enabled: true, apiToken: not a real token, accounts: [{name: prod, accountId: ${accountId}}]}
`

function written(text: string) {
  const file = join(newHome(), 'spinnaker.yml')
  writeFileSync(file, text)
  return file
}

it('hal deploy diff -f shows what a SpinnakerService would change, and changes nothing', async () => {
  const home = newHome()
  const root: Command = { name: 'hal', describe: '', commands: () => [deployCommand] }
  const file = written(spinnakerService('act-1a2b3c4d'))
  const { code, output, errors } = await call(root, ['deploy', 'diff', '-f', file], { home, env: { HOME: newHome() } })
  expect([code, errors]).toEqual([2, ''])
  expect(output).toContain('act-1a2b3c4d')
  expect(output).not.toContain('not a real token')
  expect(existsSync(join(home, 'config'))).toBe(false)
})

it('the home says what was given, for every command after it', async () => {
  const home = newHome()
  const apply: Command = {
    name: 'apply',
    describe: '',
    flags: [fileFlag],
    run: async (invocation) => {
      const { deployment } = await takingOver(invocation)
      invocation.say.line(String(deployment))
    },
  }
  const root: Command = { name: 'hal', describe: '', commands: () => [apply] }
  const { output } = await call(root, ['apply', '-f', written(spinnakerService('act-1a2b3c4d'))], { home })
  expect(output).toContain('default')
  expect(readFileSync(join(home, 'config'), 'utf8')).toContain('act-1a2b3c4d')

  const nothing = await call(root, ['apply', '-f', '/nowhere/at/all'], { home })
  expect([nothing.code, nothing.errors + nothing.output]).toEqual([1, expect.stringContaining('There is nothing at')])
})
