import { expect, it } from 'vitest'
import { instanceLinks } from './instance-links.ts'

const attributes = (...paths: string[]) => ({
  instancePort: 8080,
  instanceLinks: [{ title: 'Status', links: paths.map((path) => ({ title: path, path })) }],
})
const urls = (paths: string[], more: object = { privateIp: '10.0.0.1' }) =>
  instanceLinks(attributes(...paths), { name: 'i-1', ...more }).flatMap(({ links }) => links.map(({ url }) => url))

it('leads to the instance, on the application’s port or the path’s own', () => {
  expect(urls(['/health', ':7002/env'])).toEqual(['http://10.0.0.1:8080/health', 'http://10.0.0.1:7002/env'])
})

it('fills fields of the instance into whole addresses, and nothing but the web is a link', () => {
  expect(urls(['https://logs/{{name}}?a=1', 'javascript:alert(1)', '@evil/', 'ftp://x'])).toEqual([
    'https://logs/i-1?a=1',
  ])
})

it('has no links to an instance without an address', () => {
  expect(urls(['/health'], {})).toEqual([])
})
