import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../testing/index.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop.stop())

const list = '/applications/shop/serverGroups'
const ask = (etag?: string) => shop.ask('GET', list, undefined, etag === undefined ? {} : { 'if-none-match': etag })

describe('an answer', () => {
  it('is not sent again to who has it', async () => {
    const first = await ask()
    const etag = String(first.headers['etag'])
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      expect(await ask(known)).toMatchObject({ status: 304, text: '', headers: { etag } })
    }
  })

  it('is sent when it has changed', async () => {
    const { headers } = await ask()
    const { aws } = shop.clouds
    aws.serverGroups = aws.serverGroups.map((group) => ({ ...group, disabled: true }))
    await shop.refresh()
    const changed = await ask(String(headers['etag']))
    expect(changed.status).toBe(200)
    expect(changed.headers['etag']).not.toBe(headers['etag'])
  })

  it('that is an error has none', async () => {
    expect((await shop.ask('GET', '/applications/nobody')).headers['etag']).toBeUndefined()
  })
})
