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
  httpMethods: z.array(method).describe('Methods that such a call may have.'),
  matchStrategy: z
    .enum(['STARTS_WITH', 'PATTERN_MATCHES'])
    .default('STARTS_WITH')
    .describe('Whether the address begins with `urlPrefix`, or matches `urlPattern`.'),
  urlPrefix: z.string().optional().describe('How the address of such a call begins.'),
  urlPattern: z
    .string()
    .refine(isPattern, 'is not a regular expression')
    .optional()
    .describe('What the address looks like, as a regular expression.'),
  safeToRetry: flag.default(false).describe('Whether such a call may be made again when nobody answered in time.'),
}).refine(({ matchStrategy, urlPrefix, urlPattern }) => (matchStrategy === 'STARTS_WITH' ? urlPrefix : urlPattern), {
  error: ({ input }) =>
    (input as { matchStrategy?: string }).matchStrategy === 'PATTERN_MATCHES'
      ? 'urlPattern must not be null with PATTERN_MATCHES strategy'
      : 'urlPrefix must not be null with STARTS_WITH strategy',
})

export type AllowedRequest = z.infer<typeof allowedRequestSchema>

const pem = z.string().describe('The path of a file in PEM form.').optional()
const javaStore = z.string().describe('A Java key store, which can’t be read here.').optional()
const noKeyStores = 'Java key stores cannot be read here: give the PEM files'

/** `webhook` of `orca.yml`. */
export const webhookSettingsSchema = relaxed({
  preconfigured: holdsExpressions(z.array(preconfiguredSchema))
    .default([])
    .describe('Webhooks that are stage types of their own; their keys are in docs/webhooks.md.'),
  followRedirects: flag.default(true).describe('Whether redirects are followed.'),
  defaultRetryStatusCodes: codes.default([429]).describe('Statuses after which a call is made again.'),
  allowedRequestsEnabled: flag.default(false).describe('Lets only the calls of `allowedRequests` pass.'),
  allowedRequests: z.array(allowedRequestSchema).default([]),
  maxRequestBytes: count.default(0).describe('The most bytes of a request, headers and body; 0: any.'),
  maxResponseBytes: count.default(0).describe('The most bytes of an answer; 0: any.'),
  connectTimeoutMs: count.default(15_000).describe('How long a connection may take.'),
  readTimeoutMs: count.default(20_000).describe('How long an answer may take.'),
  requireAccount: flag.default(false).describe('Whether a stage must name an account.'),
  validateAccount: flag.default(false).describe('Whether a stage’s user must be allowed to use its account.'),
  insecureTrustSelfSigned: flag
    .default(false)
    .describe('Whether any certificate is believed; for tests of an installation only.'),
  insecureSkipHostnameVerification: flag
    .default(false)
    .describe('Whether a certificate may be for another host; for tests of an installation only.'),
  trust: relaxed({
    enabled: flag.default(false).describe('Whether the certificates of `trustPem` are believed.'),
    trustPem: pem,
    trustStore: javaStore,
  })
    .refine(({ enabled, trustPem, trustStore }) => !enabled || trustPem || !trustStore, noKeyStores)
    .prefault({}),
  identity: relaxed({
    enabled: flag.default(false).describe('Whether calls show a certificate.'),
    identityKeyPem: pem,
    identityCertPem: pem,
    identityStore: javaStore,
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
