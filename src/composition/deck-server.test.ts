import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStockDeckServer } from './deck-server.ts'

describe('a build of Spinnaker’s own Deck', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'gennaker-stock-deck-'))
    writeFileSync(join(directory, 'index.html'), '<title>Spinnaker</title>')
    writeFileSync(join(directory, 'settings-local.js'), 'window.spinnakerSettings.defaultInstancePort = 8080')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  const get = async (url: string) =>
    (await createStockDeckServer(directory, () => 'http://gate.example:8084')).inject({ method: 'GET', url })

  it('is served as it is', async () => {
    expect((await get('/')).body).toBe('<title>Spinnaker</title>')
    expect((await get('/nothing.js')).statusCode).toBe(404)
  })

  it('is shown in nobody else’s frame', async () => {
    expect((await get('/')).headers).toMatchObject({
      'content-security-policy': "frame-ancestors 'self'",
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
    })
  })

  it('finds Gate in its last settings, and keeps its own', async () => {
    const { body, headers } = await get('/settings-local.js')
    const window = { spinnakerSettings: { gateUrl: 'http://localhost:1', feature: { pipelines: true } } }
    new Function('window', body)(window)
    expect(window.spinnakerSettings).toEqual({
      gateUrl: 'http://gate.example:8084',
      authEndpoint: 'http://gate.example:8084/auth/user',
      defaultInstancePort: 8080,
      feature: { pipelines: true },
    })
    expect(headers['content-type']).toContain('text/javascript')
  })

  it('may look for upgrades of itself, and finds none', async () => {
    expect(await get('/version.json')).toMatchObject({ statusCode: 204, body: '' })
    writeFileSync(join(directory, 'version.json'), '{"version":"2","created":2}')
    expect((await get('/version.json')).json()).toEqual({ version: '2', created: 2 })
  })
})
