import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deploymentIn, editable, editHalconfig, readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { homeAt } from '../../src/services/halyard/home.ts'
import { validateOffline } from '../../src/services/halyard/validate/index.ts'
import { sharedFile } from '../support/root.ts'
import { absent } from './corpus.ts'

const folder = sharedFile('corpus/halconfigs')
const halconfigs = (folder === undefined ? [] : readdirSync(folder))
  .map((name) => ({ name, text: readFileSync(join(folder!, name), 'utf8') }))
  .filter(({ text }) => /^deploymentConfigurations:/m.test(text))

describe.skipIf(absent !== undefined)('halconfigs of other people', () => {
  it('are there', () => expect(halconfigs.length).toBeGreaterThan(10))

  it.each(halconfigs)('$name loads, keeps what nobody edits, and is validated', async ({ name, text }) => {
    const home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-corpus-')))
    try {
      writeFileSync(home.config, text)
      const stored = readHalconfig(home)
      expect(stored.findings).toEqual([])
      expect(editable(text, name).with(stored.raw)).toBe(text)

      await editHalconfig(home, (raw) => {
        deploymentIn(raw).timezone = 'Etc/GMT+7'
      })
      const wanted = structuredClone(stored.raw)
      deploymentIn(wanted).timezone = 'Etc/GMT+7'
      expect(readHalconfig(home).raw).toEqual(wanted)

      // What is wrong with them is a file that only their owners have, what only their own tools replace, or a real mistake.
      const bad = validateOffline({ home, stored }).filter(
        ({ severity }) => severity === 'ERROR' || severity === 'FATAL',
      )
      for (const { message } of bad)
        expect(message).toMatch(
          /there is no file|bill of materials|is not a URL|Account audit not defined|Invalid override base URL: \/gate\/|There is no secret engine/,
        )
    } finally {
      rmSync(home.directory, { recursive: true })
    }
  })
})
