import { z } from 'zod'
import { relaxed } from '../../platform/config/index.ts'

const secret = z
  .string()
  .min(8, 'is too short for a secret: at least 8 characters')
  .refine((text) => !text.includes('${'), 'holds a placeholder that nothing fills')

const source = z.object({
  source: z.string().min(1).describe('The last part of the address: `/webhooks/spot/<source>`.'),
  secret: z
    .union([secret, z.array(secret).min(1)])
    .transform((given) => [given].flat())
    .describe('What the sender proves itself with; several while it changes from one to another.'),
})

/** What Echo reads of `echo.yml`; every other key is accepted and left alone. */
export const echoConfigSchema = z.object({
  webhooks: relaxed({
    /** Who must prove itself, and with what. Spot's notifications are taken from nobody else. */
    sources: z.array(source).default([]),
  }).prefault({}),
  front50: relaxed({
    'polling-interval-ms': z.coerce
      .number()
      .int()
      .nonnegative()
      .default(30_000)
      .describe(
        'How old the list of pipelines may be when nobody tells of their changes, as a Front50 of another installation.',
      ),
  }).prefault({}),
  orca: relaxed({
    enabled: z.union([z.boolean(), z.stringbool()]).default(true).describe('False: nothing is started by a trigger.'),
  }).prefault({}),
})

export type EchoConfig = z.infer<typeof echoConfigSchema>
