import type { Application, Execution, Stage } from './shapes.ts'

/** What is known of who is signed in; without authentication everybody is `anonymous` and has no roles. */
export interface Judge {
  readonly username?: string
  readonly roles?: readonly string[]
  readonly isAdmin?: boolean
}

/** Whether somebody may decide, why not, and who may, in words. */
export interface Right {
  readonly may: boolean
  readonly why?: string
  readonly who: string
}

interface Context {
  readonly judgmentInputs?: readonly ({ value?: unknown } | string | null)[]
  readonly requiredJudgmentRoles?: unknown
  readonly selectedStageRoles?: unknown
  readonly preventSelfApproval?: unknown
  readonly stageTimeoutMs?: unknown
}

const DAY_MS = 86_400_000
/** The engine waits this long unless the stage says otherwise. */
const USUAL_TIMEOUT_MS = 3 * DAY_MS

const contextOf = (stage: Stage): Context => (stage.context ?? {}) as Context

/** What a judge chooses among; a stage without choices has none. */
export const inputsOf = (stage: Stage): string[] => {
  const inputs = contextOf(stage).judgmentInputs
  if (!Array.isArray(inputs)) return []
  const values = inputs.map((each) => (typeof each === 'string' ? each : String(each?.value ?? '')))
  return [...new Set(values.filter(Boolean))]
}

/** When nobody's decision is waited for any longer; milliseconds since 1970. */
export const timesOutAt = (stage: Stage): number | undefined => {
  const own = Number(contextOf(stage).stageTimeoutMs)
  return stage.startTime ? stage.startTime + (own > 0 ? own : USUAL_TIMEOUT_MS) : undefined
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string' && each !== '') : []

const listed = (roles: readonly string[]): string =>
  roles.length < 2 ? roles.join('') : `${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}`

/**
 * Who may decide, as the engine will have it: a stage's own roles (`requiredJudgmentRoles`, else `selectedStageRoles`), the
 * application's WRITE and EXECUTE, and `preventSelfApproval`, which only the deck heeds. Where nobody signs in, nothing of
 * this can be told apart, and nothing is held back.
 */
export const rightToJudge = (
  judge: Judge,
  stage: Stage,
  execution: Pick<Execution, 'authentication' | 'trigger'>,
  application: Application | undefined,
): Right => {
  const context = contextOf(stage)
  const required = texts(context.requiredJudgmentRoles)
  const roles = required.length > 0 ? required : texts(context.selectedStageRoles)
  const permissions = (application?.attributes?.permissions ?? {}) as { WRITE?: unknown; EXECUTE?: unknown }
  const writers = texts(permissions.WRITE)
  const runners = texts(permissions.EXECUTE)
  // An application that grants EXECUTE to nobody leaves running to those who may read it.
  const granted = runners.length > 0 ? [...new Set([...runners, ...writers])] : []
  const noSelf = context.preventSelfApproval === true || context.preventSelfApproval === 'true'
  const starter = execution.authentication?.user ?? (execution.trigger as { user?: string } | undefined)?.user
  const who = [
    roles.length > 0 ? `whoever has the role ${listed(roles)}` : 'everybody',
    granted.length > 0 ? ` who may run this application (${listed(granted)})` : ' who may run this application',
    noSelf ? `, except ${starter ?? 'who started it'}` : '',
  ].join('')
  if (judge.username === undefined || judge.username === 'anonymous' || judge.isAdmin) return { may: true, who }

  const held = new Set((judge.roles ?? []).map((role) => role.toLowerCase()))
  const holdsOne = (wanted: readonly string[]): boolean => wanted.some((role) => held.has(role.toLowerCase()))
  if (noSelf && starter === judge.username)
    return { may: false, who, why: 'You started this execution, and its author wants somebody else to decide.' }
  if (roles.length > 0 && !holdsOne(roles))
    return { may: false, who, why: `You need the role ${listed(roles)}. Whoever administers roles grants it.` }
  if (granted.length > 0 && !holdsOne(granted))
    return {
      may: false,
      who,
      why: `You may not run this application: that takes the role ${listed(granted)}. Its owners grant it in its settings.`,
    }
  return { may: true, who }
}
