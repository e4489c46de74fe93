import { z } from 'zod'
import { holdsExpressions, relaxed } from '../../../../platform/config/index.ts'

const flag = z.union([z.boolean(), z.stringbool()])
const count = z.coerce.number().int().nonnegative()
const codes = z.array(z.coerce.number().int())
const lists = z.record(z.string(), z.array(z.string()))
const method = z.string().transform((name) => name.toUpperCase())
/** A header's value may be written alone or in a list. */
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const parameter = z.looseObject({ name: z.string(), label: z.string().nullish(), defaultValue: z.string().nullish() })

/** A webhook that an operator made into a stage type of its own; all but `type` may be left to the pipeline's author. */
const preconfiguredSchema = relaxed({
  enabled: flag.default(true),
  label: z.string().optional(),
  description: z.string().optional(),
  type: z.string().min(1),
  /** What a pipeline's author fills in, for `${parameterValues['name']}`. */
  parameters: z.array(parameter).optional(),
  parameterValues: z.record(z.string(), z.string()).optional(),
  parameterData: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** `READ`: roles that see it; `WRITE`: roles that may run it. */
  permissions: lists.optional(),
  /** Sent with each call, never stored in an execution. */
  sensitiveHeaders: headers.optional(),
  url: z.string().optional(),
  customHeaders: headers.optional(),
  method: method.optional(),
  payload: z.string().optional(),
  failFastStatusCodes: codes.optional(),
  waitForCompletion: flag.optional(),
  statusUrlResolution: z.enum(['getMethod', 'locationHeader', 'webhookResponse']).optional(),
  statusUrlJsonPath: z.string().optional(),
  statusJsonPath: z.string().optional(),
  progressJsonPath: z.string().optional(),
  successStatuses: z.string().optional(),
  canceledStatuses: z.string().optional(),
  terminalStatuses: z.string().optional(),
  signalCancellation: flag.optional(),
  cancelEndpoint: z.string().optional(),
  cancelMethod: method.optional(),
  cancelPayload: z.string().optional(),
  waitBeforeMonitor: count.optional(),
  retryStatusCodes: codes.optional(),
})

export type PreconfiguredWebhook = z.infer<typeof preconfiguredSchema>

const allowedRequestSchema = relaxed({
  httpMethods: z.array(method),
  matchStrategy: z.enum(['STARTS_WITH', 'PATTERN_MATCHES']).default('STARTS_WITH'),
  urlPrefix: z.string().optional(),
  urlPattern: z.string().refine(isPattern, 'is not a regular expression').optional(),
  /** Whether such a call may be made again when nobody answered in time. */
  safeToRetry: flag.default(false),
}).refine(({ matchStrategy, urlPrefix, urlPattern }) => (matchStrategy === 'STARTS_WITH' ? urlPrefix : urlPattern), {
  error: ({ input }) =>
    (input as { matchStrategy?: string }).matchStrategy === 'PATTERN_MATCHES'
      ? 'urlPattern must not be null with PATTERN_MATCHES strategy'
      : 'urlPrefix must not be null with STARTS_WITH strategy',
})

export type AllowedRequest = z.infer<typeof allowedRequestSchema>

const pem = z.string().describe('The path of a file in PEM form.').optional()
const noKeyStores = 'Java key stores cannot be read here: give the PEM files'

/** `webhook` of `orca.yml`. */
export const webhookSettingsSchema = relaxed({
  preconfigured: holdsExpressions(z.array(preconfiguredSchema)).default([]),
  followRedirects: flag.default(true),
  defaultRetryStatusCodes: codes.default([429]),
  /** Lets only the calls of `allowedRequests` pass. */
  allowedRequestsEnabled: flag.default(false),
  allowedRequests: z.array(allowedRequestSchema).default([]),
  /** Headers and body, in bytes; 0: any. */
  maxRequestBytes: count.default(0),
  maxResponseBytes: count.default(0),
  connectTimeoutMs: count.default(15_000),
  readTimeoutMs: count.default(20_000),
  /** Whether a stage must name an account, and whether its user must be allowed to use it. */
  requireAccount: flag.default(false),
  validateAccount: flag.default(false),
  /** For tests of an installation only. */
  insecureTrustSelfSigned: flag.default(false),
  insecureSkipHostnameVerification: flag.default(false),
  trust: relaxed({ enabled: flag.default(false), trustPem: pem, trustStore: z.string().optional() })
    .refine(({ enabled, trustPem, trustStore }) => !enabled || trustPem || !trustStore, noKeyStores)
    .prefault({}),
  identity: relaxed({
    enabled: flag.default(false),
    identityKeyPem: pem,
    identityCertPem: pem,
    identityStore: z.string().optional(),
  })
    .refine(({ enabled, identityKeyPem, identityStore }) => !enabled || identityKeyPem || !identityStore, noKeyStores)
    .prefault({}),
}).prefault({})

export type WebhookSettings = z.infer<typeof webhookSettingsSchema>

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined
  } catch {
    return false
  }
}
