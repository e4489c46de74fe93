import { z } from 'zod'

const json = z.record(z.string(), z.unknown())

/** Something that the execution would change. */
const changeSchema = z.object({
  kind: z.enum(['cloudOperation', 'pipeline', 'request', 'configuration', 'notification']),
  summary: z.string().describe('For people: what would be done, e.g. `resize app-v003 in eu-west-1 from 3 to 5`.'),
  provider: z.string().optional(),
  operation: z.string().optional().describe("Clouddriver's name of the operation."),
  details: json.describe('What would be sent. Values that look like secrets are hidden.'),
})

/** An expression, and what is known of it before anything has run. */
const expressionSchema = z.object({
  path: z.string().describe('Where in the stage it stands, e.g. `variables[0].value`.'),
  expression: z.string(),
  basis: z
    .enum(['known', 'predicted', 'unknown', 'failing'])
    .describe(
      '`known`: it gives this result. `predicted`: so it will be if the stages before it do what is foreseen. `unknown`: it needs what a stage will leave. `failing`: it can not be evaluated, whatever happens.',
    ),
  result: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional().describe('Names of the stages whose end decides.'),
  message: z.string().optional().describe('Why it fails.'),
})

const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  stage: z.string().optional().describe('Its refId.'),
  message: z.string(),
})

const taskSchema = z.object({
  name: z.string(),
  implementingClass: z.string(),
  outlook: z
    .enum(['foreseen', 'assumed', 'fails', 'notReached'])
    .describe(
      '`foreseen`: it was played through. `assumed`: nobody can know its end now; the plan goes on as if it were good.',
    ),
  note: z.string().optional(),
})

const stageFields = z.object({
  refId: z.string().optional(),
  type: z.string(),
  name: z.string(),
  requisiteStageRefIds: z.array(z.string()),
  runs: z.enum(['yes', 'no', 'unknown']),
  reason: z.string().optional().describe('Why it does not run, or what decides.'),
  startsAt: z.number().optional().describe('Milliseconds since 1970: not before then.'),
  conditions: z.array(z.string()).describe('What must happen first that nobody can foresee.'),
  tasks: z.array(taskSchema),
  changes: z.array(changeSchema),
  expressions: z.array(expressionSchema),
})

export type PlannedStage = z.infer<typeof stageFields> & { before: PlannedStage[]; after: PlannedStage[] }

export const stageSchema: z.ZodType<PlannedStage> = z.lazy(() =>
  stageFields.extend({
    before: z.array(stageSchema).describe('Stages that the stage itself puts before its tasks.'),
    after: z.array(stageSchema),
  }),
)

export const planSchema = z.object({
  application: z.string(),
  name: z.string().optional(),
  pipelineConfigId: z.string().optional(),
  canStart: z.boolean().describe('Whether a launch would be accepted.'),
  outlook: z.string().describe('The status that the execution would end with as far as can be foreseen.'),
  problems: z.array(problemSchema),
  parameters: json,
  changes: z.array(z.string()).describe('Everything that would be changed, in the order in which it would happen.'),
  stages: z.array(stageSchema),
})

export type Plan = z.infer<typeof planSchema>
export type Change = z.infer<typeof changeSchema>
export type PlannedExpression = z.infer<typeof expressionSchema>
export type Problem = z.infer<typeof problemSchema>
