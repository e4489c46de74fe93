import { z } from 'zod'

const json = z.record(z.string(), z.unknown())

const condition = z.object({
  stage: z.string().optional(),
  task: z.string().optional(),
  execution: z.string().optional(),
  status: z.string().optional(),
})

const action = z.object({
  when: condition.optional(),
  sleep: z.number().optional(),
  do: z.enum(['patch', 'restart', 'cancel', 'pause', 'resume', 'delete', 'again', 'snapshot']).optional(),
  stage: z.string().optional(),
  body: json.optional(),
  reason: z.string().optional(),
  target: z.string().optional(),
  as: z.string().optional(),
})

const vector = z.object({
  name: z.string(),
  pipeline: json,
  front50: z.array(json.and(z.object({ id: z.string(), application: z.string(), name: z.string() }))).default([]),
  actions: z.array(action).default([]),
  unstablePaths: z.array(z.string()).default([]),
  sqlDiffers: z.array(z.string()).default([]),
  timingSensitive: z.boolean().default(false),
  neverEnds: z.boolean().default(false),
  expected: json,
})

const expressions = z.object({
  pipeline: json,
  atStage: z.string(),
  cases: z.array(z.object({ expression: z.string(), result: z.unknown(), detail: json })),
})

export type Condition = z.infer<typeof condition>
export type Action = z.infer<typeof action>
/** A pipeline, what was done to it while it ran, and how it ended. */
export type Vector = z.infer<typeof vector>
/** Expressions and their values at a stage of a pipeline that has ended. */
export type ExpressionVectors = z.infer<typeof expressions>
export type Json = Record<string, unknown>

/** The vectors of a file: one, or a list. */
export const vectorsIn = (content: unknown): Vector[] =>
  (Array.isArray(content) ? content : [content]).map((each) => vector.parse(each))

export const expressionsIn = (content: unknown): ExpressionVectors => expressions.parse(content)
