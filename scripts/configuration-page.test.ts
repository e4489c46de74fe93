import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configurationPage, documentedKeys, page } from './configuration-page.ts'

it('every key that a service reads says what it means', () => {
  const silent = documentedKeys().flatMap(({ title, keys }) =>
    keys.filter(({ known }) => known.place.description === undefined).map(({ key }) => `${title}: ${key}`),
  )
  expect(silent).toEqual([])
})

it('docs/configuration.md has the keys as the schemas have them; npm run docs:configuration writes it', () => {
  expect(readFileSync(page, 'utf8')).toBe(configurationPage())
})
