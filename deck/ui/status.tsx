import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'

export type State = 'idle' | 'running' | 'succeeded' | 'failed' | 'waiting'

const STATUSES: Record<string, { state: State; words: string; icon: typeof IconBan }> = {
  NOT_STARTED: { state: 'idle', words: 'Not started', icon: IconCircleDashed },
  BUFFERED: { state: 'idle', words: 'Waiting to start', icon: IconCircleDashed },
  RUNNING: { state: 'running', words: 'Running', icon: IconPlayerPlay },
  PAUSED: { state: 'waiting', words: 'Paused', icon: IconPlayerPause },
  SUSPENDED: { state: 'waiting', words: 'Suspended', icon: IconPlayerPause },
  SUCCEEDED: { state: 'succeeded', words: 'Succeeded', icon: IconCircleCheck },
  FAILED_CONTINUE: { state: 'waiting', words: 'Failed, went on', icon: IconAlertTriangle },
  TERMINAL: { state: 'failed', words: 'Failed', icon: IconCircleX },
  CANCELED: { state: 'idle', words: 'Canceled', icon: IconBan },
  STOPPED: { state: 'idle', words: 'Stopped', icon: IconBan },
  SKIPPED: { state: 'idle', words: 'Skipped', icon: IconCircleDashed },
  REDIRECT: { state: 'running', words: 'Starting again', icon: IconPlayerPlay },
}

const statusOf = (status: string) =>
  STATUSES[status] ?? { state: 'idle' as const, words: status, icon: IconCircleDashed }

export const stateOf = (status: string): State => statusOf(status).state
export const statusWords = (status: string): string => statusOf(status).words

/** Only its sign, where a word beside it would be too much: whoever uses it says the word otherwise. */
export const StatusIcon = ({ status, size }: { status: string; size: number }) => {
  const { icon: Icon } = statusOf(status)
  return <Icon size={size} aria-hidden="true" />
}

/** The one way a status is shown: colour, sign and word. */
export const Status = ({ status, words }: { status: string; words?: string | undefined }) => {
  const { state, words: usual, icon: Icon } = statusOf(status)
  return (
    <span className="status" data-state={state}>
      <Icon size={16} aria-hidden="true" />
      {words ?? usual}
    </span>
  )
}

const HEALTH: Record<string, State> = { Up: 'succeeded', Down: 'failed', Starting: 'running', OutOfService: 'waiting' }

export const healthState = (health: string | undefined): State => HEALTH[health ?? ''] ?? 'idle'
