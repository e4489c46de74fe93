import { z } from 'zod'

const permissions = z.record(z.string(), z.array(z.string())).optional()

const accountSchema = z.looseObject({
  /** The account's name in Spinnaker. */
  name: z.string().min(1),
  /** Spot's id of the account. */
  accountId: z.string().regex(/^act-[A-Za-z0-9-]+$/, "must be Spot's id of the account, e.g. act-12345678"),
  /** The cloud of the account's groups: one account of Spot belongs to one. */
  cloud: z.enum(['aws', 'gcp', 'azure']).default('aws'),
  /** Instead of the token of all accounts. */
  apiToken: z.string().min(1).optional(),
  /** Instead of the endpoint of all accounts. */
  endpoint: z.url().optional(),
  environment: z.string().optional(),
  accountType: z.string().optional(),
  requiredGroupMembership: z.array(z.string()).default([]),
  permissions,
  /** Only groups in these regions; without it, in all. */
  regions: z.array(z.string()).optional(),
  /** Only groups whose name matches this regular expression as a whole. */
  nameFilter: z.string().optional(),
  /** How often all groups are read, in milliseconds. */
  pollIntervalMs: z.number().positive().default(30_000),
  /** The most groups whose instances are read each time, while Spot's limits allow more; see docs/spot.md. */
  readingsPerCycle: z.number().int().positive().default(100),
})

/** The section `spot` of clouddriver.yml, as Halyard writes it, with optional keys of our own for each account. */
export const spotConfigSchema = z.looseObject({
  enabled: z.boolean().default(true),
  /** One token for all accounts of the organization. */
  apiToken: z.string().min(1).optional(),
  endpoint: z.url().default('https://api.spotinst.io'),
  accounts: z.array(accountSchema).default([]),
})

export type SpotConfig = z.infer<typeof spotConfigSchema>
export type SpotAccountConfig = z.infer<typeof accountSchema>
