import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { firstOf } from '../data/bootstrap.ts'
import { get } from '../data/gate.ts'
import { useGate } from '../data/queries.ts'
import { storedList } from '../data/stored.ts'
import { Markdown } from '../ui/markdown.tsx'
import { markdownOfHtml } from '../ui/markdown-of-html.ts'

interface Banner {
  readonly id?: string | number
  readonly message?: unknown
  readonly enabled?: unknown
}

/** Banners that were closed, by what they say: one that says something new is shown again. */
const closed = storedList<string>('banners', 50)

/** What those who run this installation have to say to everybody. */
export const Banners = () => {
  const banners = useGate(
    ['banners'],
    (signal) => firstOf('banners', () => get<unknown>('/banners', undefined, signal).then((found) => found ?? [])),
    true,
    300_000,
  )
  const dismissed = closed.use()
  const shown = (Array.isArray(banners.data) ? (banners.data as Banner[]) : []).filter(
    ({ id, message, enabled }) =>
      typeof message === 'string' && message.trim() && enabled !== false && !dismissed.includes(`${id} ${message}`),
  )
  if (shown.length === 0) return null
  return (
    <aside aria-label="Announcements">
      {shown.map(({ id, message }) => (
        <div key={`${id} ${message}`} className="banner" data-state="running">
          <Markdown>{markdownOfHtml(String(message))}</Markdown>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label="Close the announcement"
            onClick={() => closed.write((before) => [`${id} ${message}`, ...before])}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
    </aside>
  )
}
