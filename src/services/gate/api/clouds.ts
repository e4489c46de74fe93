import { callJson, type Transport } from '../../../platform/clients/index.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import type { joined } from '../backends.ts'

export type Json = Record<string, unknown>
type Query = ReturnType<typeof joined>

/** Questions to Clouddriver. */
export const asking =
  (clouddriver: Transport) =>
  <T>(at: string, query: Query = {}) =>
    callJson<T>(clouddriver, { method: 'GET', path: at, query })

/** What to answer when Clouddriver does not have it; every other refusal is passed on. */
export function unless404<T>(instead: T) {
  return (error: unknown): T => {
    if (error instanceof GennakerError && error.status === 404) return instead
    throw error
  }
}

/** The cloud of a question that need not name it. */
export function providerOf(query: Query): { provider: string; rest: Query } {
  const { provider, ...rest } = query
  return { provider: typeof provider === 'string' && provider !== '' ? provider : 'aws', rest }
}
