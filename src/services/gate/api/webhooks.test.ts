import { afterEach, beforeEach, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
beforeEach(async () => {
  gate = await startGate()
  gate.echo.play = () => ({ body: { eventProcessed: true, eventId: 'e1' } })
})
afterEach(() => gate.stop())

it('passes a webhook on to Echo byte for byte, with the headers that are for it', async () => {
  const text = '{"n": 1.0,  "ü": "\\u00fc"}'
  const answer = await gate.ask('POST', '/webhooks/git/github', text, {
    'x-hub-signature': 'sha1=abc',
    'x-github-event': 'push',
    'x-spinnaker-user': 'mallory',
    'x-forwarded-for': '10.0.0.1',
    cookie: 'SESSION=1',
    authorization: 'Bearer 1',
  })
  expect(answer).toMatchObject({ status: 200, body: { eventProcessed: true, eventId: 'e1' } })
  expect(gate.echo.calls).toEqual([
    {
      ...{ method: 'POST', path: '/webhooks/git/github', text, contentType: 'application/json' },
      headers: { 'x-hub-signature': 'sha1=abc', 'x-github-event': 'push' },
    },
  ])
})

it('passes one without a body or a source on', async () => {
  await gate.ask('POST', '/webhooks/webhook')
  expect(gate.echo.calls).toEqual([{ method: 'POST', path: '/webhooks/webhook', headers: {} }])
})

it('moves a secret out of the address', async () => {
  await gate.ask('POST', '/webhooks/spot/prod?secret=s%26t', {})
  expect(gate.echo.calls[0]).toMatchObject({ path: '/webhooks/spot/prod', headers: { 'x-webhook-secret': 's&t' } })
  expect(gate.echo.calls[0]).not.toHaveProperty('query')
})

it('answers as Echo does when it refuses', async () => {
  gate.echo.play = () => ({ status: 403, body: { message: 'The source prod must show its secret' } })
  const { status, body } = await gate.ask('POST', '/webhooks/spot/prod', {})
  expect(status).toBe(403)
  expect(body.message).toMatch(/Message: The source prod must show its secret$/)
})
