import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Product, startProductOnSpot, untilTask } from '../support/product.ts'
import { prepareShowcase } from '../support/showcase.ts'
import { additive, type RouteRow, routes } from './gate-routes.ts'

const error = z.looseObject({
  error: z.string(),
  exception: z.string(),
  message: z.string().min(1),
  status: z.number(),
  timestamp: z.iso.datetime({ offset: true }),
})

describe('Gate, route by route', () => {
  let product: Product
  let stop = async () => {}
  /** What the names in braces stand for. */
  let names: Record<string, string> = {}

  beforeAll(async () => {
    const started = await startProductOnSpot({ speed: 200 })
    ;({ product, stop } = started)
    const showcase = await prepareShowcase(product)
    const { succeeded, failed, waiting, pipelines } = showcase
    const { account, region, name: serverGroup, instanceId: instance } = showcase.serverGroup
    const body = { application: 'demo', description: 'Wait', job: [{ type: 'wait', waitTime: 0 }] }
    const { ref } = (await product.gate('/tasks', { method: 'POST', body })).body
    await untilTask(product, ref)
    const task = ref.split('/').at(-1)
    names = {
      account,
      region,
      serverGroup,
      instance,
      succeeded,
      failed,
      waiting,
      task,
      pipeline: pipelines.Release ?? '',
    }
  }, 240_000)
  afterAll(() => stop())

  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole)

  async function ask({ call, body }: RouteRow) {
    const [method = '', path = ''] = filled(call).split(' ')
    const isText = typeof body === 'string'
    const answer = await fetch(product.url + path, {
      method,
      redirect: 'manual',
      headers:
        body === undefined ? {} : { 'content-type': isText ? 'application/x-www-form-urlencoded' : 'application/json' },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const type = answer.headers.get('content-type')
    return { status: answer.status, type, location: answer.headers.get('location'), text: await answer.text() }
  }

  function judge(row: RouteRow, { status, type, location, text }: Awaited<ReturnType<typeof ask>>): void {
    expect(`${row.call}: ${status} ${status === row.status ? '' : text.slice(0, 500)}`).toBe(
      `${row.call}: ${row.status} `,
    )
    if (row.leadsTo !== undefined) expect(location).toBe(row.leadsTo)
    else if (row.words === undefined && row.shape === undefined)
      expect({ type, text }).toEqual({ type: null, text: '' })
    else judgeBody(row, type, text)
  }

  function judgeBody(row: RouteRow, type: string | null, text: string): void {
    expect(type).toContain('application/json')
    const body = JSON.parse(text)
    const parsed = (row.shape ?? error).safeParse(body)
    expect(parsed.error ? `${row.call}: ${z.prettifyError(parsed.error)}\n${text.slice(0, 500)}` : '').toBe('')
    if (row.words !== undefined) expect(body.message).toContain(row.words)
  }

  // One after the other: a row may rest on what an earlier one has saved.
  for (const [group, rows] of Object.entries(routes)) {
    describe(group, () => {
      it.each(rows.map((row) => [row.call, row] as const))('%s', async (_call, row) => {
        judge(row, await ask(row))
      })
    })
  }

  it('has no other route', async () => {
    const { paths } = (await product.gate('/v3/api-docs')).body as { paths: Record<string, Record<string, unknown>> }
    const asked = Object.values(routes)
      .flat()
      .map(({ call }) => filled(call).split('?')[0] as string)
    const isAsked = (method: string, path: string) => {
      const pattern = path
        .replaceAll(/[.]/g, '\\.')
        .replaceAll(/\{\*\}/g, '.+')
        .replaceAll(/\{\w+\}/g, '[^/]+')
      const route = new RegExp(`^${method.toUpperCase()} ${pattern}$`)
      return asked.some((call) => route.test(call))
    }
    const unasked = Object.entries(paths)
      .filter(([path]) => !additive.some((own) => own.test(path)))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method, path] as const))
      .filter(([method, path]) => !isAsked(method, path))
    expect(unasked).toEqual([])
  })
})
