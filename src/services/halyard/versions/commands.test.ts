import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../cli/commands/root.ts'
import { call, newHome } from '../cli/testing.ts'
import { homeAt } from '../home.ts'
import { release, resolveVersion } from './index.ts'

let home: string
beforeEach(() => {
  home = newHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const hal = (line: string) => call(root, line.split(' '), { home })

const bom = { version: 'local:mine', services: { gate: { version: 'local:1.0' }, orca: { version: '2.0' } } }

describe('a version', () => {
  it('of Spinnaker means this release, and says so', () => {
    const { bom, findings } = resolveVersion(homeAt(home), '1.35.0')
    expect(bom).toMatchObject({ version: release(), services: { gate: { version: release() } } })
    expect(findings).toMatchObject([{ severity: 'INFO', message: expect.stringContaining('1.35.0') }])
    expect(resolveVersion(homeAt(home), 'main-latest-unvalidated').findings).toHaveLength(1)
    expect(resolveVersion(homeAt(home), release()).findings).toEqual([])
    expect(resolveVersion(homeAt(home), '').findings).toEqual([])
  })

  it('of a branch has its reference as commit of everything', () => {
    expect(resolveVersion(homeAt(home), 'branch:origin/spot_provider').bom.services.deck).toEqual({
      version: 'branch:origin/spot_provider',
      commit: 'origin/spot_provider',
    })
  })

  it("of one's own is read from the home, and missed with a word", () => {
    mkdirSync(join(home, '.boms', 'bom'), { recursive: true })
    writeFileSync(join(home, '.boms', 'bom', 'mine.yml'), JSON.stringify(bom))
    expect(resolveVersion(homeAt(home), 'local:mine').bom).toEqual(bom)
    expect(() => resolveVersion(homeAt(home), 'local:yours')).toThrow('There are local:mine.')
    expect(() => resolveVersion(homeAt(home), 'local:../../etc/passwd')).toThrow('is no name of a version')
  })
})

describe('hal version', () => {
  it("lists this release and those of one's own, without a network", async () => {
    const { output } = await hal('version list')
    expect(output).toContain(
      `+ You are on version "${release()}", and the following are available:\n - ${release()} (Gennaker):\n`,
    )
    expect((await hal('version latest -q')).output).toBe(`${release()}\n`)
  })

  it('says what is in a version', async () => {
    expect(parse((await hal('version bom')).output).services.gate).toEqual({ version: release() })
    expect((await hal('version bom --artifact-name gate')).output).toBe(`${release()}\n`)
    expect(await hal('version bom --artifact-name gaet')).toMatchObject({
      code: 1,
      errors: expect.stringContaining("Did you mean 'gate'?"),
    })
  })
})

describe('hal admin', () => {
  it("makes a version of one's own, that can be chosen then", async () => {
    const file = join(home, 'my-bom.yml')
    writeFileSync(file, JSON.stringify(bom))
    const published = await hal(`admin publish bom --bom-path ${file}`)
    expect(published.output).toContain('+ Successfully published your BOM.\n')
    expect(published.errors).toContain('orca have versions without local:')
    await hal('admin publish version --version local:mine --alias Ours --changelog https://example.org/changes')
    expect((await hal('version list')).output).toContain(
      ' - local:mine (Ours):\n   Changelog: https://example.org/changes\n',
    )
    await hal('admin deprecate version --version local:mine --illegal-reason broken')
    expect((await hal('version list')).output).toContain('Must not be used: broken')
    writeFileSync(join(home, 'gate.yml'), 'server: {}\n')
    await hal(`admin publish profile gate --bom-path ${file} --profile-path ${join(home, 'gate.yml')}`)
    expect(readFileSync(join(home, '.boms', 'gate', '1.0', 'gate.yml'), 'utf8')).toBe('server: {}\n')
  })

  it('refuses what is no bill of materials', async () => {
    writeFileSync(join(home, 'x.yml'), 'a: 1\n')
    expect(await hal(`admin publish bom --bom-path ${join(home, 'x.yml')}`)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('is no bill of materials'),
    })
  })
})
