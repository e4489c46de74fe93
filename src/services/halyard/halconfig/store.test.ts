import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HalHome, homeAt } from '../home.ts'
import { locked } from './lock.ts'
import { deploymentIn, editHalconfig, readHalconfig } from './store.ts'

let home: HalHome
beforeEach(() => {
  home = homeAt(join(mkdtempSync(join(tmpdir(), 'gennaker-hal-')), '.hal'))
})
afterEach(() => rmSync(home.directory, { recursive: true, force: true }))

const setTimezone = (timezone: string) =>
  editHalconfig(home, (raw) => {
    deploymentIn(raw).timezone = timezone
  })

describe('the halconfig of a home', () => {
  it('is made by the first edit, for nobody but its owner', async () => {
    expect(readHalconfig(home).deployment().timezone).toBe('America/Los_Angeles')
    expect(await setTimezone('Etc/UTC')).toMatchObject({ changed: true })
    expect(statSync(home.config).mode & 0o777).toBe(0o600)
    expect(statSync(home.directory).mode & 0o777).toBe(0o700)
    expect(readFileSync(home.config, 'utf8')).toBe(
      'currentDeployment: default\ndeploymentConfigurations:\n- name: default\n  timezone: Etc/UTC\n',
    )
  })

  it('has the folders for people’s own files from the first edit on', async () => {
    await setTimezone('Etc/UTC')
    expect(readdirSync(home.of('default').directory).sort()).toEqual(['profiles', 'service-settings'])
  })

  it('keeps comments, order, unknown keys and the file itself when nothing changes', async () => {
    await setTimezone('x')
    const text =
      '# ours\nfuture: {a: 1}\ndeploymentConfigurations:\n- timezone: Etc/UTC   # where we are\n  name: default\n'
    writeFileSync(home.config, text)
    expect(await setTimezone('Etc/UTC')).toMatchObject({ changed: false })
    expect(readFileSync(home.config, 'utf8')).toBe(text)
    await setTimezone('Europe/Berlin')
    const changed = readFileSync(home.config, 'utf8')
    expect(changed).toContain('# ours\nfuture: {a: 1}\n')
    expect(changed).toMatch(/timezone: Europe\/Berlin +# where we are\n {2}name: default/)
  })

  it('stays as it was when the outcome is refused', async () => {
    await setTimezone('Etc/UTC')
    const before = readFileSync(home.config, 'utf8')
    const edit = editHalconfig(
      home,
      (raw) => {
        deploymentIn(raw).timezone = 'Mars/Phobos'
      },
      () => {
        throw new Error('no such place')
      },
    )
    await expect(edit).rejects.toThrow('no such place')
    expect(readFileSync(home.config, 'utf8')).toBe(before)
    expect(readdirSync(home.directory).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('loses none of many edits at the same time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`)
    await Promise.all(
      names.map((name) =>
        editHalconfig(home, (raw) => {
          deploymentIn(raw, name)
        }),
      ),
    )
    const found = readHalconfig(home).halconfig.deploymentConfigurations.map(({ name }) => name)
    expect(found.sort()).toEqual([...names].sort())
  })

  it('says who is in the way of an edit', async () => {
    await locked(home.lock, async () => {
      await expect(locked(home.lock, () => 1, { patienceMs: 0 })).rejects.toThrow(
        /Another hal is changing this configuration/,
      )
    })
    await expect(locked(home.lock, () => 1)).resolves.toBe(1)
  })

  it('names the deployments that there are when another is asked for', async () => {
    await setTimezone('Etc/UTC')
    expect(() => readHalconfig(home).deployment('prod')).toThrow(
      "There is no deployment 'prod' in the halconfig; it has default.",
    )
  })
})
