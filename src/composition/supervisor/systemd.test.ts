import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemdOf } from './systemd.ts'

let folder: string
let env: NodeJS.ProcessEnv
const logged: string[] = []

/** A `systemd-notify` that writes down what it is told. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-systemd-'))
  const program = join(folder, 'systemd-notify')
  writeFileSync(program, `#!/bin/sh\necho "$*" >> ${join(folder, 'told')}\n`, { mode: 0o755 })
  env = { PATH: `${folder}${delimiter}${process.env.PATH}`, NOTIFY_SOCKET: join(folder, 'socket') }
  logged.length = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const told = () => {
  const path = join(folder, 'told')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}
const log = (line: string) => logged.push(line)
const from = `--pid=${process.pid}`

it('systemd hears that the unit is ready, and again and again that it is well for as long as it is', async () => {
  let well = true
  let asked = 0
  const systemd = systemdOf({ ...env, WATCHDOG_USEC: '40000' }, log)
  systemd.ready()
  await expect.poll(told).toEqual([`${from} READY=1`])
  systemd.watch(async () => {
    asked += 1
    return well
  })
  await expect.poll(() => told().filter((line) => line.endsWith('WATCHDOG=1')).length).toBeGreaterThan(1)
  well = false
  const then = asked
  // What was under way when it fell ill is told by now.
  await expect.poll(() => asked).toBeGreaterThan(then + 5)
  const before = told().length
  const later = asked
  await expect.poll(() => asked).toBeGreaterThan(later + 5)
  expect(told()).toHaveLength(before)
  systemd.close()
  expect(logged).toEqual([])
})

it('without systemd nothing is told, and a program that is missing is a line in the log', async () => {
  systemdOf({ PATH: env.PATH }, log).ready()
  systemdOf({ PATH: '/nowhere', NOTIFY_SOCKET: 'x' }, log).stopping()
  await expect.poll(() => logged).toEqual([expect.stringContaining("There is no program 'systemd-notify'")])
  expect(told()).toEqual([])
})
