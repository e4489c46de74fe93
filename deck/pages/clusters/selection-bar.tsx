import { Button } from '@mantine/core'
import { Suspense } from 'react'
import { useOpenDetail } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import { useAddress } from '../../ui/address.ts'
import { GroupBulkActions, InstanceBulkActions } from './bulk-actions.tsx'
import { clearSelection, useSelection } from './selection.ts'

/** What is marked, and what can be done to all of it. */
export const SelectionBar = ({ app }: { app: string }) => {
  const { groups, instances } = useSelection(app)
  const [, change] = useAddress()
  const open = useOpenDetail()
  if (groups.size + instances.size === 0) return null
  return (
    <section className="clusters-bar" aria-label="Selection">
      <Suspense>
        {groups.size > 0 && (
          <>
            <button type="button" className="plain" onClick={() => open({ kind: 'serverGroups' })}>
              <strong>{counted(groups.size, 'server group')}</strong>
            </button>
            <GroupBulkActions app={app} groups={[...groups.values()]} />
          </>
        )}
        {instances.size > 0 && (
          <>
            <button type="button" className="plain" onClick={() => open({ kind: 'instances' })}>
              <strong>{counted(instances.size, 'instance')}</strong>
            </button>
            <InstanceBulkActions app={app} selected={[...instances.values()]} />
          </>
        )}
      </Suspense>
      <span className="push">
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            clearSelection()
            change({ multiselect: undefined })
          }}
        >
          Clear
        </Button>
      </span>
    </section>
  )
}
