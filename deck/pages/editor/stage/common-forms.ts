import type { JsonSchema } from '../../../ui/form/schema.ts'
import { expectedArtifactsForm, notificationsForm } from '../configuration/forms.ts'
import type { Json } from '../document/pipeline.ts'

/** Fields that the stage form itself asks for, whatever the type. */
export const IDENTITY = ['refId', 'requisiteStageRefIds', 'type', 'name']

/** The three flags as one choice (orca: the "if stage fails" matrix). */
export const FAILURE = [
  { value: 'halt', label: 'Halt the whole pipeline', flags: [true, false, false] },
  { value: 'branch', label: 'Halt this branch of the pipeline', flags: [false, false, false] },
  {
    value: 'later',
    label: 'Halt this branch, and fail the pipeline once the others are through',
    flags: [false, false, true],
  },
  { value: 'ignore', label: 'Ignore the failure', flags: [false, true, false] },
] as const

export const FLAGS = ['failPipeline', 'continuePipeline', 'completeOtherBranchesThenFail'] as const

export const failureOf = (stage: Json): string => {
  if (stage.continuePipeline === true) return 'ignore'
  if (stage.failPipeline === undefined || stage.failPipeline === null || stage.failPipeline === true) return 'halt'
  return stage.completeOtherBranchesThenFail === true ? 'later' : 'branch'
}

export const failureFlags = (value: string): Json => {
  const { flags } = FAILURE.find((each) => each.value === value) ?? FAILURE[0]
  return Object.fromEntries(FLAGS.map((name, position) => [name, flags[position]]))
}

export const executionForm: JsonSchema = {
  type: 'object',
  properties: {
    stageEnabled: {
      type: 'object',
      title: 'Only run when',
      properties: {
        expression: {
          type: 'string',
          title: 'Expression',
          description: 'Without ${ and }; the stage is skipped when it is not true.',
        },
      },
    },
    restrictExecutionDuringTimeWindow: { type: 'boolean', title: 'Only run at certain times' },
    restrictedExecutionWindow: {
      type: 'object',
      title: 'Times',
      shown: ({ restrictExecutionDuringTimeWindow }) => restrictExecutionDuringTimeWindow === true,
      properties: {
        whitelist: {
          type: 'array',
          title: 'From and to',
          items: {
            type: 'object',
            title: 'Time',
            begin: { startHour: 9, startMin: 0, endHour: 17, endMin: 0 },
            heading: ({ startHour, startMin, endHour, endMin }) =>
              `${clock(startHour, startMin)} – ${clock(endHour, endMin)}`,
            properties: {
              startHour: { type: 'integer', title: 'From: hour', minimum: 0, maximum: 23 },
              startMin: { type: 'integer', title: 'From: minute', minimum: 0, maximum: 59 },
              endHour: { type: 'integer', title: 'To: hour', minimum: 0, maximum: 23 },
              endMin: { type: 'integer', title: 'To: minute', minimum: 0, maximum: 59 },
            },
          },
        },
        days: {
          type: 'array',
          title: 'Days; every day where none is chosen',
          items: { enum: [2, 3, 4, 5, 6, 7, 1], labels: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] },
        },
        jitter: {
          type: 'object',
          title: 'Spread over a while',
          properties: {
            enabled: { type: 'boolean', title: 'Wait for a random time' },
            minDelay: { type: 'number', title: 'At least', unit: 'seconds' },
            maxDelay: { type: 'number', title: 'At most', unit: 'seconds' },
            skipManual: { type: 'boolean', title: 'Not when a person started it' },
          },
        },
      },
    },
    stageTimeoutMs: {
      type: 'number',
      title: 'Time limit',
      unit: 'milliseconds',
      description: 'In place of the type’s own.',
    },
    failOnFailedExpressions: { type: 'boolean', title: 'Fail when an expression fails' },
  },
}

const two = (value: unknown): string => String(value ?? 0).padStart(2, '0')
const clock = (hour: unknown, minute: unknown): string => `${two(hour)}:${two(minute)}`

const JUDGMENT = ['manualJudgment', 'manualJudgmentContinue', 'manualJudgmentStop']

export const moreForm = (type: string): JsonSchema => ({
  type: 'object',
  properties: {
    comments: { type: 'string', long: true, title: 'Comments' },
    sendNotifications: { type: 'boolean', title: 'Send notifications' },
    notifications: {
      ...(type === 'manualJudgment' ? withMoments(notificationsForm('stage', JUDGMENT)) : notificationsForm('stage')),
      shown: ({ sendNotifications, notifications }) =>
        sendNotifications === true || (Array.isArray(notifications) && notifications.length > 0),
    },
    expectedArtifacts: { ...expectedArtifactsForm, title: 'Produced artifacts' },
  },
})

/** A judgment has moments of its own; a new notification begins with that in which somebody is needed. */
const withMoments = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  items: { ...schema.items, begin: { type: 'email', address: '', level: 'stage', when: ['manualJudgment'] } },
})

export const COMMON = [
  ...IDENTITY,
  ...FLAGS,
  ...Object.keys(executionForm.properties ?? {}),
  ...['comments', 'sendNotifications', 'notifications', 'expectedArtifacts'],
]
