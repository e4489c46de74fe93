import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EchoUnderTest, startEcho } from '../testing.ts'

describe('a schedule that a Gate asks about', () => {
  let echo: EchoUnderTest
  beforeAll(async () => {
    echo = await startEcho()
  })
  afterAll(() => echo?.stop())

  const asked = (expression: string) =>
    echo.get(`/validateCronExpression?cronExpression=${encodeURIComponent(expression)}`)

  it.each([
    ['0 0 10 ? * MON-FRI', 'At 10:00 AM, Monday through Friday'],
    ['H H * * * ?', 'No description available for fuzzy cron expressions'],
  ])('%s is valid, and said in words', async (expression, description) => {
    expect(await asked(expression)).toEqual({
      status: 200,
      body: { response: 'Cron expression is valid', description },
    })
  })

  it('that is none is a 400 whose message is what the original says, from which clients take the reason', async () => {
    expect(await asked('0 0 25 * * ?')).toMatchObject({
      status: 400,
      body: {
        message: "Invalid CRON expression: '0 0 25 * * ?' explanation: Hour values must be between 0 and 23",
      },
    })
  })

  it.each(['0 10 * * *', ''])(
    'of too few fields, “%s”, is a 400 that says so, not a failure of Echo',
    async (expression) => {
      const { status, body } = await asked(expression)
      expect(status).toBe(400)
      expect(body.message).toContain(`Invalid CRON expression: '${expression}' explanation: `)
    },
  )

  it('must be given', async () => {
    const { status, body } = await echo.get('/validateCronExpression')
    expect(status).toBe(400)
    expect(body.message).toContain('cronExpression')
  })
})
