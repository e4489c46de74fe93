import type { ExecutionLine, Home } from '../../data/home.ts'
import { isSame } from '../../data/personal.ts'
import { executionAddress, type Subject } from '../../data/places.ts'

/** Something that one should know of. */
export interface Notice {
  readonly id: string
  /** As executions' statuses are shown; `SUSPENDED` for what waits for a person. */
  readonly status: string
  readonly title: string
  readonly detail: string
  readonly to: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Whether somebody started an execution, or follows its pipeline. */
export const isOf = (
  { user, application, name }: Pick<ExecutionLine, 'user' | 'application' | 'name'>,
  me: string,
  followed: readonly Subject[],
): boolean => user === me || followed.some((each) => isSame(each, { type: 'pipeline', application, name }))

/** What waits for a judgement, which of one's executions failed, and which ended; the latest first. `ended`: as they were seen to end. */
export const noticesOf = (
  home: Pick<Home, 'user' | 'waiting' | 'failed'>,
  followed: readonly Subject[],
  ended: readonly ExecutionLine[],
): Notice[] => {
  const waiting = home.waiting.flatMap(({ id, application, name, stages }) =>
    stages.map((stage) => ({
      id: `${id} ${stage.id}`,
      status: 'SUSPENDED',
      title: `${name} waits for a judgment`,
      detail: `${application} · ${stage.name}`,
      to: executionAddress(application, id),
      at: stage.startTime ?? 0,
    })),
  )
  const over = new Map([...home.failed, ...ended].map((line) => [line.id, line]))
  const ends = [...over.values()]
    .filter((line) => isOf(line, home.user, followed))
    .map((line) => ({
      id: `${line.id} ended`,
      status: line.status,
      title: `${line.name} ${VERBS[line.status] ?? 'ended'}`,
      detail: [line.application, ...line.stages].join(' · '),
      to: executionAddress(line.application, line.id),
      at: line.endTime ?? 0,
    }))
  return [...waiting, ...ends].sort((a, b) => b.at - a.at)
}

const VERBS: Readonly<Record<string, string>> = {
  TERMINAL: 'failed',
  SUCCEEDED: 'succeeded',
  CANCELED: 'was canceled',
  STOPPED: 'was stopped',
}

/** Which of one's executions ran before and do not any more. */
export const goneOf = (before: readonly ExecutionLine[], now: readonly ExecutionLine[]): ExecutionLine[] => {
  const still = new Set(now.map(({ id }) => id))
  return before.filter(({ id }) => !still.has(id))
}
