import { expect, it } from 'vitest'
import { searchByAttributes } from './search.ts'

const names = (items: { name?: unknown }[]) => items.map(({ name }) => name)
const applications = [
  { name: 'WEBSHOP', email: 'web@example.org', instancePort: 80 },
  { name: 'SHOP', email: 'Team@example.org' },
  { name: 'MYSHOPPINGCART', email: 'cart@example.org' },
  { name: 'BANK' },
]

it('sorts by name without a question', () => {
  expect(names(searchByAttributes(applications, {}))).toEqual(['BANK', 'MYSHOPPINGCART', 'SHOP', 'WEBSHOP'])
})

it('puts the value first that the text covers most and begins earliest', () => {
  expect(names(searchByAttributes(applications, { name: 'shop' }))).toEqual(['SHOP', 'WEBSHOP', 'MYSHOPPINGCART'])
})

it('wants every text to fit, in whatever attribute', () => {
  expect(names(searchByAttributes(applications, { name: 'shop', email: 'TEAM' }))).toEqual(['SHOP'])
  expect(names(searchByAttributes(applications, { instancePort: '8' }))).toEqual(['WEBSHOP'])
})
