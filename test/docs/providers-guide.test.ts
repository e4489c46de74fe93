import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../support/root.ts'

// The provider that docs/providers.md builds, written down as a reader would, and the guide's own test of it run here.
const guide = readFileSync(join(root, 'docs/providers.md'), 'utf8')
const files = [...guide.matchAll(/^`((?:src|simulators)\/[^`\n]+\.ts)`\n\n```ts\n(.*?)```/gms)].map(
  ([, path = '', code = '']) => ({ path, code }),
)
const folder = mkdtempSync(join(tmpdir(), 'gennaker-guide-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
for (const { path, code } of files) {
  mkdirSync(join(folder, dirname(path)), { recursive: true })
  writeFileSync(join(folder, path), code)
}
for (const part of ['lib', 'platform', 'services']) symlinkSync(join(root, 'src', part), join(folder, 'src', part))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

describe('the guide to writing a provider', () => {
  it('names the files of a whole provider', () => {
    expect(files.map(({ path }) => path)).toContain('src/providers/harbour/provider.ts')
  })
})

await import(join(folder, 'src/providers/harbour/harbour.test.ts'))
