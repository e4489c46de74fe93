import { expect, it } from 'vitest'
import { z } from 'zod'
import { relaxed } from './relaxed.ts'

const flag = z.union([z.boolean(), z.stringbool()])
const schema = relaxed({ 'reject-localhost': flag.default(true), 'grace-period-ms': z.coerce.number().default(5) })

it.each([
  [{ 'reject-localhost': false, 'grace-period-ms': 1 }],
  [{ rejectLocalhost: 'false', gracePeriodMs: '1' }],
  [{ reject_localhost: false, GRACE_PERIOD_MS: 1 }],
])('a key may be written in any of Spring’s ways: %j', (written) => {
  expect(schema.parse(written)).toEqual({ 'reject-localhost': false, 'grace-period-ms': 1 })
})

it('what is not written has its default, and what is no section is refused', () => {
  expect(schema.parse({})).toEqual({ 'reject-localhost': true, 'grace-period-ms': 5 })
  expect(schema.safeParse([]).success).toBe(false)
})
