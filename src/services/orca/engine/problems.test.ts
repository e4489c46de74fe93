import { describe, expect, it } from 'vitest'
import { callJson, type Transport } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { exceptionDetails, mayRunAgain, TimeoutException, withErrors } from './problems.ts'

const answering = (status: number, body: unknown): Transport => ({
  service: 'clouddriver',
  call: async () => ({ status, headers: {}, body }),
})
const refusal = (status: number, body: unknown, method: 'GET' | 'POST' | 'PUT' = 'POST') =>
  callJson(answering(status, body), { method, path: '/aws/ops' }).catch((error: unknown) => error)

describe('what went wrong, as the stage keeps it', () => {
  it('is known by its class and words', () => {
    const told = exceptionDetails(new TimeoutException('Stage x timed out after 5 minutes'), 'wait', 1_000)
    expect(told).toEqual({
      ...{ timestamp: 1_000, exceptionType: 'TimeoutException', operation: 'wait', shouldRetry: false },
      details: {
        error: 'Unexpected Task Failure',
        errors: ['Stage x timed out after 5 minutes'],
        stackTrace: expect.stringContaining('TimeoutException'),
      },
    })
    expect(exceptionDetails(new Error(''), 'wait', 1)).toMatchObject({
      exceptionType: 'RuntimeException',
      details: { errors: [] },
    })
    expect(exceptionDetails(problem('notFound', 'gone'), 'wait', 1)).toMatchObject({
      exceptionType: 'NotFoundException',
    })
  })

  it('with another service names the call and what was answered', async () => {
    const body = { error: 'Bad Request', message: 'no', errors: ['a.b: wrong'], exception: 'java.lang.Whatever' }
    expect(exceptionDetails(await refusal(400, body), 'deploy', 1)).toMatchObject({
      exceptionType: 'SpinnakerHttpException',
      details: {
        ...{ error: 'Bad Request', errors: ['a.b: wrong'], rootException: 'java.lang.Whatever' },
        ...{ kind: 'HTTP', status: 400, method: 'POST', url: 'http://clouddriver/aws/ops' },
      },
    })
    expect(exceptionDetails(await refusal(400, { messages: ['m'] }), 'deploy', 1).details).toMatchObject({
      errors: ['m'],
    })
    expect(exceptionDetails(await refusal(400, { message: 'no' }), 'deploy', 1).details).toMatchObject({
      errors: ['no'],
      stackTrace: expect.any(String),
    })
    expect(exceptionDetails(await refusal(500, 'not JSON'), 'deploy', 1).details).toMatchObject({
      error: 'not JSON',
      errors: [],
    })
  })

  it.each([
    [503, 'POST', true],
    [502, 'POST', false],
    [429, 'POST', false],
    [502, 'GET', true],
    [504, 'PUT', true],
    [429, 'GET', true],
    [500, 'GET', false],
    [404, 'GET', false],
  ] as const)('may pass by itself: %i of a %s is tried again: %s', async (status, method, isAgain) => {
    expect(mayRunAgain(await refusal(status, {}, method))).toBe(isAgain)
  })

  it('keeps what was known when more is added', () => {
    const before = { exceptionType: 'X', details: { error: 'first', errors: ['a'] } }
    expect(withErrors(before, ['b'], 'title')).toEqual({
      exceptionType: 'X',
      details: { error: 'first', errors: ['a', 'b'] },
    })
    expect(withErrors(undefined, ['b'], 'title')).toEqual({ details: { error: 'title', errors: ['b'] } })
  })
})
