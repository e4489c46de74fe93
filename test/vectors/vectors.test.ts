import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runVectors, VectorUsageError } from './runner.ts'
import { themes } from './themes/index.ts'

const shared = process.env.GENNAKER_SHARED ?? resolve(import.meta.dirname, '../../../shared')

describe.each(Object.keys(themes))('the known answers of %s', (theme) => {
  const kept = join(import.meta.dirname, theme)
  const complete = join(shared, 'vectors', theme)

  it.skipIf(!existsSync(kept))('are given for the cases that the project keeps', async () => {
    expect((await runVectors(theme, kept)).failed).toEqual([])
  })

  it('are given for the complete folder', { timeout: 300_000 }, async (context) => {
    context.skip(!existsSync(complete), `${complete} is absent: set GENNAKER_SHARED to run the complete folder`)
    expect((await runVectors(theme, complete)).failed).toEqual([])
  })
})

describe('the runner', () => {
  async function folderWith(files: Record<string, string>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'vectors-'))
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return folder
  }
  const appVersion = (id: string, kind = 'appVersion') => ({ id, kind, value: 'shop', parsed: { version: '1' } })

  it('tells where a case differs', async () => {
    const folder = await folderWith({ 'mine.json': JSON.stringify([appVersion('a')]) })
    const { passed, failed } = await runVectors('moniker', folder)
    expect({ passed, failed }).toEqual({
      passed: 0,
      failed: [
        {
          id: 'a',
          differences: [
            { path: '/parsed/version', expected: '1', got: undefined },
            { path: '/parsed/null', expected: undefined, got: true },
          ],
        },
      ],
    })
  })

  it('counts a case of an unknown kind as failed', async () => {
    const folder = await folderWith({ 'mine.json': JSON.stringify([appVersion('a', 'unheard-of')]) })
    expect((await runVectors('moniker', folder)).failed).toHaveLength(1)
  })

  it.each([
    ['a folder without a case', { 'names.json': '[]' }, /no case/],
    ['a file that is not JSON', { 'names.json': '[' }, /names\.json is not JSON/],
    ['a file that holds no cases', { 'names.json': '{"id": "a"}' }, /names\.json is not a JSON array of cases/],
  ])('refuses %s', async (_, files, message) => {
    const run = runVectors('moniker', await folderWith(files))
    await expect(run).rejects.toThrow(VectorUsageError)
    await expect(run).rejects.toThrow(message)
  })

  it('names the themes that it knows when asked for another', async () => {
    await expect(runVectors('toString', shared)).rejects.toThrow(/no theme "toString".*moniker/)
  })
})
