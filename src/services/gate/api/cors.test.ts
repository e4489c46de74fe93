import { describe, expect, it } from 'vitest'
import { gateConfigSchema } from '../index.ts'
import { createCors } from './cors.ts'

const cors = (config: object, isLocal = false) => createCors(gateConfigSchema.parse(config), isLocal)
const allowed = (config: object, origin: string) => {
  const { headers } = cors(config)
  const answered = headers(origin)
  return [answered['access-control-allow-origin'], answered['access-control-allow-credentials']]
}
const deck = { services: { deck: { baseUrl: 'https://deck.example.com' } } }

describe('who may call from another origin', () => {
  it('is Deck, with credentials, and everybody without them', () => {
    expect(allowed(deck, 'https://deck.example.com')).toEqual(['https://deck.example.com', 'true'])
    // The port counts, and so does the scheme.
    for (const origin of ['https://deck.example.com:8443', 'http://deck.example.com', 'https://example.com']) {
      expect(allowed(deck, origin)[0]).toBe('*')
    }
  })

  it('is who a pattern matches from its first letter to its last; the one over origins counts before the one over hosts', () => {
    const hosts = { services: { deck: { redirectHostPattern: '[a-z]+\\.example\\.com' } } }
    expect(allowed(hosts, 'http://one.example.com:81')[0]).toBe('http://one.example.com:81')
    expect(allowed(hosts, 'http://one.example.com.evil.test')[0]).toBe('*')
    const both = { ...hosts, cors: { 'allowed-origins-pattern': 'https://two\\.example\\.com' } }
    expect(allowed(both, 'https://two.example.com')[0]).toBe('https://two.example.com')
    expect(allowed(both, 'https://one.example.com')[0]).toBe('*')
    expect(allowed(both, 'https://two.example.com.evil.test')[0]).toBe('*')
  })

  it('is Deck at its own address too, whatever the pattern says', () => {
    const config = { ...deck, cors: { 'allowed-origins-pattern': 'http://10\\.0\\.0\\.1' } }
    expect(allowed(config, 'http://10.0.0.1')[0]).toBe('http://10.0.0.1')
    expect(allowed(config, 'https://deck.example.com')[0]).toBe('https://deck.example.com')
    expect(allowed(config, 'https://example.com')[0]).toBe('*')
  })

  it('is every page of this machine too where that is expected', () => {
    const config = { ...deck, cors: { 'expect-localhost': true } }
    expect(allowed(config, 'http://localhost:4000')[0]).toBe('http://localhost:4000')
    expect(allowed(deck, 'http://localhost:4000')[0]).toBe('*')
  })

  it('is who is on the list and nobody else, in list mode', () => {
    const config = {
      cors: { 'allow-mode': 'list', allowedOrigins: 'https://one.example.com, https://two.example.com' },
    }
    expect(allowed(config, 'https://two.example.com')).toEqual(['https://two.example.com', 'true'])
    expect(cors(config).headers('https://three.example.com')).toEqual({ vary: 'Origin' })
    expect(cors(config).allows('https://three.example.com')).toBe(false)
  })

  it('is everybody, without credentials, in list mode without a list', () => {
    const config = { cors: { 'allow-mode': 'list' } }
    expect(allowed(config, 'https://three.example.com')).toEqual(['*', undefined])
    expect(cors(config).allows('https://three.example.com')).toBe(true)
  })

  it('is not told by a pattern that is none: the configuration is refused', () => {
    expect(() => gateConfigSchema.parse({ cors: { 'allowed-origins-pattern': '(' } })).toThrow(/regular expression/)
  })
})

it('asks a browser to ask again after an hour, and lets it send what Deck sends', () => {
  expect(cors(deck).headers('https://deck.example.com')).toMatchObject({
    'access-control-max-age': '3600',
    'access-control-allow-methods': 'POST, GET, OPTIONS, DELETE, PUT, PATCH',
    'access-control-allow-headers':
      'x-requested-with, content-type, authorization, X-RateLimit-App, X-Spinnaker-Priority',
    'access-control-expose-headers': 'X-AUTH-REDIRECT-URL, X-SPINNAKER-REQUEST-ID',
  })
})
