import './bell.css'
import { ActionIcon, Popover } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Loading } from '../../ui/states.tsx'
import { useNotices } from './use-notices.ts'

const List = lazy(() => import('./list.tsx'))

/** What needs one, counted; what it is, on demand. */
export const Bell = () => {
  const { notices, unread, markSeen } = useNotices()
  const [opened, setOpened] = useState(false)
  const turn = (open: boolean) => {
    // What one could read has been seen once one turns away from it.
    if (!open) markSeen()
    setOpened(open)
  }
  const count = unread.length
  return (
    <Popover opened={opened} onChange={turn} position="bottom-end" shadow="md" width={360} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          className="bell"
          aria-label={count > 0 ? `Notifications: ${count} new` : 'Notifications'}
          onClick={() => turn(!opened)}
        >
          <IconBell size={18} />
          {count > 0 && (
            <span className="bell-count" aria-hidden="true">
              {count > 99 ? '99+' : count}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="bell-list" aria-label="Notifications">
        <Suspense fallback={<Loading />}>
          {opened && <List notices={notices} unread={unread} close={() => turn(false)} />}
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
