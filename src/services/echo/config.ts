import { z } from 'zod'
import { relaxed } from '../../platform/config/index.ts'

const secret = z
  .string()
  .min(8, 'is too short for a secret: at least 8 characters')
  .refine((text) => !text.includes('${'), 'holds a placeholder that nothing fills')

const source = z.object({
  /** The last part of the address: `/webhooks/spot/<source>`. */
  source: z.string().min(1),
  /** One, or several while the sender changes from one to another. */
  secret: z.union([secret, z.array(secret).min(1)]).transform((given) => [given].flat()),
})

/** What Echo reads of `echo.yml`; every other key is accepted and left alone. */
export const echoConfigSchema = z.object({
  webhooks: relaxed({
    /** Who must prove itself, and with what. Spot's notifications are taken from nobody else. */
    sources: z.array(source).default([]),
  }).prefault({}),
  front50: relaxed({
    /** How old the list of pipelines may be when nobody tells of their changes, as a Front50 of another installation. */
    'polling-interval-ms': z.coerce.number().int().nonnegative().default(30_000),
  }).prefault({}),
  orca: relaxed({
    /** False: nothing is started by a trigger. */
    enabled: z.union([z.boolean(), z.stringbool()]).default(true),
  }).prefault({}),
})

export type EchoConfig = z.infer<typeof echoConfigSchema>
