import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { get, path } from '../../../data/gate.ts'
import { useGate } from '../../../data/queries.ts'

export interface Notice {
  readonly type: string
  readonly address: string
  readonly when: string
}

const TYPES = ['email', 'slack', 'microsoftteams', 'googlechat', 'pagerduty', 'sms', 'pubsub'] as const
const WHEN = [
  { value: 'pipeline.complete', label: 'it succeeds' },
  { value: 'pipeline.failed', label: 'it fails' },
  { value: 'pipeline.starting', label: 'it starts' },
] as const

export const noticesOf = (notices: readonly Notice[]) =>
  notices
    .filter(({ address }) => address.trim() !== '')
    .map(({ type, address, when }) => ({ type, address: address.trim(), when: [when], level: 'pipeline' }))

interface NotificationFieldsProps {
  readonly app: string
  /** Those that the pipeline itself has. */
  readonly own: readonly unknown[]
  readonly notices: readonly Notice[]
  readonly change: (notices: readonly Notice[]) => void
}

/** Who else is told how this one execution ends, beside those whom pipeline and application tell anyway. */
export const NotificationFields = ({ app, own, notices, change }: NotificationFieldsProps) => {
  const ofApplication = useGate(['notifications', app], (signal) =>
    get<Record<string, unknown>>(path('notifications', 'application', app), undefined, signal).catch(
      (): Record<string, unknown> => ({}),
    ),
  ).data
  const told = Object.values(ofApplication ?? {}).reduce<number>(
    (sum, each) => sum + (Array.isArray(each) ? each.length : 0),
    own.length,
  )
  const set = (at: number, values: Partial<Notice>) =>
    change(notices.map((notice, index) => (index === at ? { ...notice, ...values } : notice)))
  return (
    <div className="stack">
      {notices.map((notice, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity but their place
        <div key={at} className="pipelines-notice-row">
          <NativeSelect
            label="By"
            size="xs"
            value={notice.type}
            data={[...TYPES]}
            onChange={(event) => set(at, { type: event.currentTarget.value })}
          />
          <TextInput
            label="Address"
            size="xs"
            value={notice.address}
            onChange={(event) => set(at, { address: event.currentTarget.value })}
          />
          <NativeSelect
            label="When"
            size="xs"
            value={notice.when}
            data={[...WHEN]}
            onChange={(event) => set(at, { when: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Remove this notification"
            onClick={() => change(notices.filter((_, index) => index !== at))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div className="row tight">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => change([...notices, { type: 'email', address: '', when: 'pipeline.complete' }])}
        >
          Notify somebody
        </Button>
        {told > 0 && (
          <span className="quiet small">
            Pipeline and application have {told} {told === 1 ? 'notification' : 'notifications'} of their own.
          </span>
        )}
      </div>
    </div>
  )
}
