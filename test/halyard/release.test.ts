import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { providers } from '../../src/composition/configuration.ts'
import { serviceNames } from '../../src/composition/options.ts'
import { releasedServices } from '../../src/services/halyard/names.ts'
import { releasedClouds } from '../../src/services/halyard/render/release.ts'
import { root } from '../support/root.ts'

it('Halyard knows which services and clouds this release has, so that it tells people what they will miss', () => {
  expect(releasedServices.toSorted()).toEqual([...serviceNames, 'deck'].sort())
  expect(releasedClouds.toSorted()).toEqual(providers.map(({ id }) => id).sort())
  expect(releasedClouds.toSorted()).toEqual(readdirSync(join(root, 'src/providers')).sort())
})
