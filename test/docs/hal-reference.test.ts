import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root as hal } from '../../src/services/halyard/cli/commands/root.ts'
import { reference } from '../../src/services/halyard/cli/reference.ts'
import { root } from '../support/root.ts'

it('docs/hal-reference.md says what hal says of itself; npm run docs:hal writes it anew', async () => {
  const isNew = readFileSync(join(root, 'docs/hal-reference.md'), 'utf8').trim() === (await reference(hal)).trim()
  expect(isNew, 'npm run docs:hal').toBe(true)
})
