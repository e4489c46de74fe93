import type { Finding, Severity } from '../../findings.ts'

export type TaskState = 'NOT_STARTED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'INTERRUPTED' | 'TIMED_OUT'

/** A finding as the API has it: what is not said is null. */
export interface ApiProblem {
  readonly message: string
  readonly remediation: string | null
  readonly options: readonly string[] | null
  readonly severity: Severity
  readonly location: string
}

export interface Answer {
  readonly responseBody: unknown
  readonly problemSet: { readonly problems: readonly ApiProblem[] }
}

/** A task as clients poll it. */
export interface TaskView {
  readonly uuid: string
  readonly name: string
  /** Of the daemon. */
  readonly version: string
  readonly state: TaskState
  readonly timedOut: boolean
  /** Milliseconds from its start. */
  readonly timeout: number
  readonly events: readonly { readonly stage: string; readonly message: string; readonly timestamp: number }[]
  readonly children: readonly TaskView[]
  readonly runningJobs: readonly string[]
  /** What was not foreseen; what was is among the problems. */
  readonly fatalError: { readonly message: string } | null
  /** Once it ended. */
  readonly response: Answer | null
}

export const answerOf = (responseBody: unknown, findings: readonly Finding[]): Answer => ({
  responseBody: responseBody ?? null,
  problemSet: {
    problems: findings.map(({ message, remediation, options, severity, location }) => ({
      message,
      remediation: remediation ?? null,
      options: options ?? null,
      severity,
      location,
    })),
  },
})
