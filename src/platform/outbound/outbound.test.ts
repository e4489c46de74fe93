import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createOutbound, restrictionsSchema, whyRefused } from './index.ts'

const byDefault = restrictionsSchema.parse(undefined)

describe('URLs that users write', () => {
  it.each([
    'http://localhost/x',
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'http://orca.internal/x',
    'http://user:secret@example.com/',
    'http://orca:8083/ops',
    'not a url',
  ])('%s is refused by default', (url) => {
    expect(whyRefused(url, byDefault)).toBeTypeOf('string')
  })

  it('an installation may exclude further hosts, by pattern and by what its environment names', () => {
    process.env['EXCLUDED_BY_A_TEST'] = 'corp.example'
    const more = restrictionsSchema.parse({
      extraExcludedPatterns: ['db-\\d+\\..*'],
      'excluded-domains-from-environment': ['EXCLUDED_BY_A_TEST', 'NOT_SET'],
    })
    expect(whyRefused('https://db-1.example.com/', more)).toMatch(/excluded/)
    expect(whyRefused('https://wiki.corp.example/', more)).toMatch(/corp\.example/)
    expect(whyRefused('https://hooks.example.com/', more)).toBeUndefined()
  })

  it('an ordinary host is allowed', () => {
    expect(whyRefused('https://hooks.example.com/a?b=c', byDefault)).toBeUndefined()
  })

  it('a name that leads to this machine is refused at the connection', async () => {
    const outbound = createOutbound({ ...byDefault, 'reject-localhost': true })
    const refused = outbound.request({ method: 'GET', url: 'http://localhost.example/x' })
    await expect(refused).rejects.toThrow()
    await outbound.close()
  })

  it('an installation may allow this machine, and answers of any status are returned', async () => {
    const server = createServer((_request, response) => response.writeHead(418).end('{"short":true}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const outbound = createOutbound({ ...byDefault, 'reject-localhost': false, 'reject-verbatim-ips': false })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pot`
    expect(await outbound.request({ method: 'post', url, body: { a: 1 } })).toMatchObject({
      status: 418,
      body: { short: true },
    })
    await outbound.close()
    server.close()
  })
})
