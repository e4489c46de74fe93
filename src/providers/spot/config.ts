import { z } from 'zod'

const permissions = z
  .record(z.string(), z.array(z.string()))
  .describe('Who may do what with the account: roles by `READ` and `WRITE`.')
  .optional()

const accountSchema = z.looseObject({
  name: z.string().min(1).describe('The account’s name in Spinnaker.'),
  accountId: z
    .string()
    .regex(/^act-[A-Za-z0-9-]+$/, "must be Spot's id of the account, e.g. act-12345678")
    .describe('Spot’s id of the account, e.g. `act-12345678`.'),
  cloud: z
    .enum(['aws', 'gcp', 'azure'])
    .default('aws')
    .describe('The cloud of the account’s groups: one account of Spot belongs to one.'),
  apiToken: z.string().min(1).optional().describe('Instead of the token of all accounts.'),
  endpoint: z.url().optional().describe('Instead of the endpoint of all accounts.'),
  environment: z.string().optional().describe('The environment that the account is; its name when nothing is written.'),
  accountType: z.string().optional().describe('The type of the account; its name when nothing is written.'),
  requiredGroupMembership: z
    .array(z.string())
    .default([])
    .describe('Roles of which one is needed to use it, as older versions write it.'),
  permissions,
  regions: z.array(z.string()).optional().describe('Only groups in these regions; without it, in all.'),
  nameFilter: z.string().optional().describe('Only groups whose name matches this regular expression as a whole.'),
  pollIntervalMs: z.number().positive().default(30_000).describe('How often all groups are read, in milliseconds.'),
  readingsPerCycle: z
    .number()
    .int()
    .positive()
    .default(100)
    .describe('The most groups whose instances are read each time, while Spot’s limits allow more; see docs/spot.md.'),
})

/** The section `spot` of clouddriver.yml, as Halyard writes it, with optional keys of our own for each account. */
export const spotConfigSchema = z.looseObject({
  enabled: z.boolean().default(true).describe('Whether there is this cloud.'),
  apiToken: z.string().min(1).optional().describe('One token for all accounts of the organization.'),
  endpoint: z.url().default('https://api.spotinst.io').describe('Where Spot’s API is.'),
  accounts: z.array(accountSchema).default([]),
})

export type SpotConfig = z.infer<typeof spotConfigSchema>
export type SpotAccountConfig = z.infer<typeof accountSchema>
