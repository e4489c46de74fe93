import { describe, expect, it } from 'vitest'
import { addressOf, boundHost, listeningOf } from './addresses.ts'
import { sharedConfigSchema } from './shared-config.ts'

const shared = (tree: object = {}) => sharedConfigSchema.parse(tree)

describe('where a service listens', () => {
  it.each([
    [{}, undefined, 8083],
    [{ services: { orca: { port: 1, host: 'a' } } }, 'a', 1],
    [{ server: { port: 2, address: 'b' }, services: { orca: { port: 1, host: 'a' } } }, 'b', 2],
  ])('%j', (tree, host, port) => {
    expect(listeningOf('orca', shared(tree))).toEqual({ host, port })
  })

  it('Deck has no `server` of its own', () => {
    expect(listeningOf('deck', shared({ server: { port: 2 }, services: { deck: { host: '0.0.0.0' } } }))).toEqual({
      host: '0.0.0.0',
      port: 9000,
    })
  })

  it('localhost is what Java takes it for', () => {
    expect(boundHost('localhost')).toBe('127.0.0.1')
    expect(boundHost('::')).toBe('::')
  })
})

describe('where a service is called', () => {
  it.each([
    [{}, 'http://127.0.0.1:7002'],
    [{ services: { clouddriver: { port: 1 } } }, 'http://127.0.0.1:1'],
    [{ services: { clouddriver: { port: 1, host: '0.0.0.0' } } }, 'http://127.0.0.1:1'],
    [{ services: { clouddriver: { host: 'there' } } }, 'http://there:7002'],
    [{ services: { clouddriver: { 'base-url': 'http://a', host: 'there' } } }, 'http://a'],
    [{ oort: { baseUrl: 'http://b' }, services: { clouddriver: { baseUrl: 'http://a' } } }, 'http://b'],
    [{ clouddriver: { 'base-url': 'http://c' }, oort: { baseUrl: 'http://b' } }, 'http://c'],
  ])('%j', (tree, url) => {
    expect(addressOf('clouddriver', shared(tree))).toBe(url)
  })
})
