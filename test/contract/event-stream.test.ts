import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEventStream } from '../support/event-stream.ts'
import { createHome, type Home, type Product, startProduct } from '../support/product.ts'

let home: Home
let product: Product
beforeAll(async () => {
  home = createHome()
  product = await startProduct(home)
})
afterAll(async () => {
  await product?.stop()
  home?.remove()
})

const save = async (application: string) => {
  const strategy = { application, name: 'Change', stages: [], strategy: true }
  expect((await product.gate('/strategies', { method: 'POST', body: strategy })).status).toBe(200)
}

it('who comes back after Gate was killed and started again is told that it missed something, and then what happens', async () => {
  const first = await product.events()
  await first.next()
  await save('one')
  const { id = '' } = await first.next()
  await product.kill()
  await expect(first.next()).rejects.toThrow(/ended/)

  product = await startProduct(home)
  const again = await readEventStream(`${product.url}/events`, { 'last-event-id': id })
  try {
    expect(await again.next()).toMatchObject({ event: 'hello' })
    expect(await again.next()).toMatchObject({ event: 'gap' })
    await save('two')
    expect(await again.next()).toMatchObject({ data: { application: 'two' } })
  } finally {
    again.close()
  }
}, 180_000)

it('the stream is for Deck’s page, is not kept by anybody on the way, and has its request’s id', async () => {
  const headers = { origin: 'http://localhost:9000', 'x-spinnaker-request-id': 'mine' }
  const stream = await readEventStream(`${product.url}/events`, headers)
  stream.close()
  expect(Object.fromEntries(stream.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'access-control-allow-origin': 'http://localhost:9000',
    'x-spinnaker-request-id': 'mine',
    'x-content-type-options': 'nosniff',
  })
})
