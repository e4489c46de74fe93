import type { FastifyRequest } from 'fastify'
import { identityOf } from '../../../platform/identity/index.ts'
import type { Authorization } from '../access/index.ts'
import type { ApplicationNameRule } from '../applications/index.ts'
import type { Documents } from '../store/index.ts'

/** What the routes call. */
export interface Front50Context {
  readonly documents: Documents
  readonly authorization: Authorization
  readonly nameRule: ApplicationNameRule
  /** The service accounts for which API tokens may be made. */
  readonly tokenEligible: readonly { readonly name: string; readonly memberOf: readonly string[] }[]
}

/** Who asks. */
export function userOf(request: FastifyRequest): string {
  return identityOf(request.headers).user ?? 'anonymous'
}
