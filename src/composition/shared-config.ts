import { z } from 'zod'
import { relaxed, timeZoneSchema } from '../platform/config/index.ts'

/** Spinnaker's names of services under `services`: its own, the parts into which Halyard can split them, and what they stand on. */
const names = [
  ...['clouddriver', 'clouddriverCaching', 'clouddriverRo', 'clouddriverRoDeck', 'clouddriverRw', 'deck', 'echo'],
  ...['echoScheduler', 'echoWorker', 'fiat', 'front50', 'gate', 'igor', 'kayenta', 'keel', 'orca', 'rosco'],
] as const

const serviceSchema = relaxed({
  baseUrl: z.string().optional().describe('Where this service is called, when it runs in another process.'),
  enabled: z.boolean().optional().describe('Whether there is this service.'),
  host: z
    .string()
    .optional()
    .describe('The address on which this service listens; where it is called when it has no `baseUrl`.'),
  port: z.number().int().min(0).max(65_535).optional().describe('The port on which this service listens.'),
}).prefault({})

const poolSchema = relaxed({
  default: z.boolean().optional().describe('Makes this the pool that counts, whatever its name.'),
  jdbcUrl: z.string().optional().describe('`jdbc:postgresql://host:port/database`. MySQL is not supported.'),
  user: z.string().optional().describe('Who connects.'),
  password: z.string().optional().describe('The password of `user`.'),
})

/** Sections in which callers wrote the addresses of others before there were `services`; Clouddriver was three then. */
const sections = ['clouddriver', 'oort', 'kato', 'mort', 'front50', 'orca'] as const

const sectionSchema = relaxed({
  baseUrl: z.string().optional().describe('Where this service finds that one, before `services.<name>.baseUrl`.'),
}).prefault({})

const eachOf = <Name extends string, Schema extends z.ZodType>(keys: readonly Name[], schema: Schema) =>
  Object.fromEntries(keys.map((key) => [key, schema])) as Record<Name, Schema>

/** What every service reads, of `spinnaker.yml` or of its own file. */
export const sharedConfigSchema = z.object({
  server: relaxed({
    port: z
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('The port on which the service listens; before `services.<name>.port`.'),
    address: z.string().optional().describe('The address on which it listens; before `services.<name>.host`.'),
  }).prefault({}),
  services: z.object(eachOf(names, serviceSchema)).prefault({}),
  ...eachOf(sections, sectionSchema),
  global: z
    .object({
      spinnaker: relaxed({
        timezone: timeZoneSchema
          .optional()
          .describe('The time zone of schedules and execution windows that name none.'),
      }).prefault({}),
    })
    .prefault({}),
  sql: relaxed({
    enabled: z.boolean().default(false).describe('Whether state is kept in the database of `sql.connectionPools`.'),
    connectionPools: z.record(z.string(), poolSchema).default({}),
    connectionPool: poolSchema.optional().describe('The only pool, as older versions write it.'),
  }).prefault({}),
})

export type SharedConfig = z.infer<typeof sharedConfigSchema>
