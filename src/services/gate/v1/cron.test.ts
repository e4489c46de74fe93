import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

describe('a schedule', () => {
  let gate: GateUnderTest
  beforeAll(async () => {
    gate = await startGate({ scheduler: { cron: { timezone: 'Europe/Berlin' } } })
  })
  afterAll(() => gate?.stop())

  const validate = async (expression: string) =>
    (await gate.ask('GET', `/cron/validate?expression=${encodeURIComponent(expression)}`)).body
  const schedule = (expression: string, more = '') =>
    gate.ask('GET', `/v1/cron?expression=${encodeURIComponent(expression)}${more}`)

  it('is described in words', async () => {
    expect(await validate('0 0 10 ? * MON-FRI')).toEqual({
      valid: true,
      description: 'At 10:00 AM, Monday through Friday',
    })
  })

  it('that is none is refused in the words that clients take apart', async () => {
    expect(await validate('0 0 25 * * ?')).toEqual({
      valid: false,
      message:
        'Status: 400, Method: GET, URL: http://echo/validateCronExpression?cronExpression=0%200%2025%20*%20*%20%3F, ' +
        "Message: Invalid CRON expression: '0 0 25 * * ?' explanation: Hour values must be between 0 and 23",
    })
  })

  it('must be given', async () => {
    expect((await gate.ask('GET', '/cron/validate')).status).toBe(400)
  })

  it('says when it comes next, in the scheduler’s zone or in another', async () => {
    const { body } = await schedule('0 0 10 * * ?', '&count=3')
    expect(body).toMatchObject({ timeZone: 'Europe/Berlin', valid: true, description: 'At 10:00 AM' })
    expect(body.next).toHaveLength(3)
    const hours = (zone: string, instants: number[]) =>
      instants.map((instant) => new Date(instant).toLocaleString('en', { timeZone: zone, hour: 'numeric' }))
    expect(hours('Europe/Berlin', body.next)).toEqual(['10 AM', '10 AM', '10 AM'])
    const elsewhere = (await schedule('0 0 10 * * ?', '&timeZone=Asia/Kolkata&count=1')).body
    expect(hours('Asia/Kolkata', elsewhere.next)).toEqual(['10 AM'])
  })

  it('says whether there is an Echo that starts anything by it', async () => {
    expect((await schedule('0 0 10 * * ?')).body.starts).toBe(true)
    const other = await startGate({}, { schedulesStart: false })
    try {
      expect((await other.ask('GET', '/v1/cron?expression=0%200%2010%20*%20*%20%3F')).body.starts).toBe(false)
    } finally {
      await other.stop()
    }
  })

  it('with values of its trigger’s own comes at those', async () => {
    const { body } = await schedule('0 H 2 * * ?', '&triggerId=abc&count=1')
    expect(new Date(body.next[0]).getUTCMinutes()).toBe(54)
  })

  it('that is none says why, in a zone that nobody knows nothing', async () => {
    expect((await schedule('every day')).body).toMatchObject({ valid: false, timeZone: 'Europe/Berlin' })
    expect((await schedule('0 0 10 * * ?', '&timeZone=Mars/Olympus')).status).toBe(400)
  })
})
