import { z } from 'zod'
import type { ExecutionStatus, Json } from '../model.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { isJson, isTrue, json, number, objects, text, texts } from '../values.ts'
import { hours, seconds } from './results.ts'

type Moment = 'manualJudgment' | 'manualJudgmentContinue' | 'manualJudgmentStop'

const judgments: Readonly<Record<string, { moment: Moment; status: ExecutionStatus }>> = {
  continue: { moment: 'manualJudgmentContinue', status: 'SUCCEEDED' },
  stop: { moment: 'manualJudgmentStop', status: 'TERMINAL' },
}

const waitForJudgment = defineTask<'clock' | 'notifications' | 'authorization'>({
  implementingClass: 'com.netflix.spinnaker.orca.echo.pipeline.ManualJudgmentStage.WaitForManualJudgmentTask',
  needs: ['clock', 'notifications', 'authorization'],
  backoffMs: seconds(15),
  timeoutMs: hours(72),
  timeoutOverridable: true,
  async run(stage, services) {
    const judgment = judgments[text(stage.context['judgmentStatus'])?.toLowerCase() ?? '']
    const heard = judgment !== undefined && (await mayJudge(stage, services.authorization)) ? judgment : undefined
    const notified = await notify(stage, heard?.moment ?? 'manualJudgment', services)
    return {
      status: heard?.status ?? 'RUNNING',
      context: { ...notified, ...(judgment !== undefined && heard === undefined ? { judgmentStatus: '' } : {}) },
    }
  },
})

/** Whether who judged may; a judgment without the right is erased and waiting goes on (orca: ManualJudgmentAuthorization). */
async function mayJudge(stage: StageView, authorization: Capabilities['authorization']): Promise<boolean> {
  const required = texts(stage.context['requiredJudgmentRoles'])
  const roles = required.length > 0 ? required : texts(stage.context['selectedStageRoles'])
  if (authorization === undefined || roles.length === 0) return true
  const user = stage.stage.lastModified?.user
  if (user === undefined) return false
  const judge = await authorization.rolesOf(user)
  const held = new Set(judge.roles.map((role) => role.toLowerCase()))
  return judge.admin || roles.some((role) => held.has(role.toLowerCase()))
}

/**
 * Sends the notifications that are due at this moment; what can't be sent is let go. Returns the context's new
 * `notifications`, which remember when each was last sent.
 */
async function notify(
  stage: StageView,
  moment: Moment,
  services: Pick<Capabilities, 'clock' | 'notifications'>,
): Promise<Json> {
  // Without `sendNotifications` the settings are of the older form, which only knows the first moment.
  if (services.notifications === undefined) return {}
  if (moment !== 'manualJudgment' && !isTrue(stage.context['sendNotifications'])) return {}
  const now = services.clock.now()
  const configured: Json[] = objects(stage.context['notifications']).map((notification) => ({
    notifyEveryMs: -1,
    lastNotifiedByNotificationState: {},
    ...notification,
  }))
  const due = configured.map((notification) => isDue(notification, moment, now))
  const sends = configured.map((notification, index) =>
    due[index] ? services.notifications?.send(message(stage, notification, moment)) : undefined,
  )
  await Promise.allSettled(sends)
  const notifications = configured.map((notification, index) =>
    due[index]
      ? {
          ...notification,
          lastNotifiedByNotificationState: { ...json(notification['lastNotifiedByNotificationState']), [moment]: now },
        }
      : notification,
  )
  return { notifications }
}

function isDue(notification: Json, moment: Moment, now: number): boolean {
  const when = texts(notification['when'])
  if (when.length > 0 && !when.includes(moment)) return false
  const last = number(json(notification['lastNotifiedByNotificationState'])[moment])
  if (last === undefined) return true
  const every = number(notification['notifyEveryMs']) ?? 0
  return every > 0 && last + every <= now
}

function message(stage: StageView, notification: Json, moment: Moment): Json {
  const { context, execution } = stage
  const address = text(notification['address']) ?? text(notification['publisherName'])
  const words = json(notification['message'])[moment]
  return {
    notificationType: text(notification['type'])?.toUpperCase(),
    to: address === undefined ? [] : [address],
    cc: texts(notification['cc']),
    templateGroup: moment,
    severity: 'HIGH',
    source: {
      executionType: execution.type.toLowerCase(),
      executionId: execution.id,
      application: execution.application,
    },
    additionalContext: {
      stageName: stage.stage.name,
      stageId: stage.stage.refId,
      restrictExecutionDuringTimeWindow: context['restrictExecutionDuringTimeWindow'],
      execution,
      instructions: context['instructions'] ?? '',
      message: isJson(words) ? words['text'] : undefined,
      judgmentInputs: context['judgmentInputs'],
      judgmentInput: context['judgmentInput'],
      judgedBy: context['lastModifiedBy'],
    },
  }
}

/** Waits for a person, whose answer arrives as a change of the stage's context: `judgmentStatus` continue or stop. */
export const manualJudgment: StageDefinition = {
  type: 'manualJudgment',
  label: 'Manual Judgment',
  schema: z.looseObject({
    instructions: z.unknown().describe('Shown to who judges.').optional(),
    judgmentInputs: z.unknown().describe('Choices, `[{"value": …}]`.').optional(),
    propagateAuthenticationContext: z.unknown().optional(),
    selectedStageRoles: z.array(z.string()).nullable().optional(),
    requiredJudgmentRoles: z.array(z.string()).nullable().optional(),
  }),
  tasks: () => [{ name: 'waitForJudgment', task: waitForJudgment }],
  restart(context) {
    const { judgmentStatus: _status, lastModifiedBy: _by, ...rest } = context
    return rest
  },
}
