import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'

/** The same as `icon`, as an image of style sheets (`--deck-sign-*`). */
type Sign = 'untouched' | 'running' | 'paused' | 'succeeded' | 'warning' | 'failed' | 'canceled'

export type State = 'idle' | 'running' | 'succeeded' | 'failed' | 'waiting'

const STATUSES: Record<string, { state: State; words: string; icon: typeof IconBan; sign: Sign }> = {
  NOT_STARTED: { state: 'idle', words: 'Not started', icon: IconCircleDashed, sign: 'untouched' },
  BUFFERED: { state: 'idle', words: 'Waiting to start', icon: IconCircleDashed, sign: 'untouched' },
  RUNNING: { state: 'running', words: 'Running', icon: IconPlayerPlay, sign: 'running' },
  PAUSED: { state: 'waiting', words: 'Paused', icon: IconPlayerPause, sign: 'paused' },
  SUSPENDED: { state: 'waiting', words: 'Suspended', icon: IconPlayerPause, sign: 'paused' },
  SUCCEEDED: { state: 'succeeded', words: 'Succeeded', icon: IconCircleCheck, sign: 'succeeded' },
  FAILED_CONTINUE: { state: 'waiting', words: 'Failed, went on', icon: IconAlertTriangle, sign: 'warning' },
  TERMINAL: { state: 'failed', words: 'Failed', icon: IconCircleX, sign: 'failed' },
  CANCELED: { state: 'idle', words: 'Canceled', icon: IconBan, sign: 'canceled' },
  STOPPED: { state: 'idle', words: 'Stopped', icon: IconBan, sign: 'canceled' },
  SKIPPED: { state: 'idle', words: 'Skipped', icon: IconCircleDashed, sign: 'untouched' },
  REDIRECT: { state: 'running', words: 'Starting again', icon: IconPlayerPlay, sign: 'running' },
}

const statusOf = (status: string) =>
  STATUSES[status] ?? { state: 'idle' as const, words: status, icon: IconCircleDashed, sign: 'untouched' as const }

export const stateOf = (status: string): State => statusOf(status).state
/** Which of the style sheets' images stands for it, where a word beside it would be too much. */
export const signOf = (status: string): Sign => statusOf(status).sign
export const statusWords = (status: string): string => statusOf(status).words

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
