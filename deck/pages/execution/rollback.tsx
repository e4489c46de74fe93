import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useFollowed } from '../../clouds/as-it-is.tsx'
import type { Execution, ServerGroup } from '../../data/shapes.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import { imagesOf } from '../clusters/images.ts'
import { deployedBy } from './deployed.ts'
import { readCluster } from './queries.ts'
import { rollbackForm, rollbackPlaces } from './rollback-form.ts'

/** Takes back what an execution deployed: for each cluster the group that comes back, and what that means, before anything is done. */
export const RollbackDialog = ({ execution, close }: { execution: Execution; close: () => void }) => {
  const app = execution.application
  const deployed = deployedBy(execution)
  const found = useQuery({
    queryKey: ['serverGroups', app, 'rollback', execution.id],
    queryFn: async ({ signal }) => {
      const clusters = [...new Map(deployed.map((each) => [`${each.account}/${each.cluster}`, each])).values()]
      return (await Promise.all(clusters.map((each) => readCluster(app, each, signal)))).flat()
    },
    staleTime: 0,
  })
  const followed = useFollowed(found)
  const places = rollbackPlaces(deployed, (followed?.groups ?? []).map(withImage))
  if (followed && places.length > 0)
    return <TaskDialog form={rollbackForm(execution, places)} close={close} size="lg" basis={followed.basis} />
  return (
    <Modal opened onClose={close} title="Roll back" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        {!followed && !found.error && <Loading />}
        {found.error && (
          <Failed what="The clusters could not be read." error={found.error} retry={() => void found.refetch()} />
        )}
        {followed && (
          <div>
            None of what this execution deployed can be rolled back: the server groups are gone, or there is no other
            one in their clusters.
          </div>
        )}
        <Button variant="default" onClick={close}>
          Close
        </Button>
      </div>
    </Modal>
  )
}

const withImage = (group: ServerGroup) => ({ ...group, imageWords: imagesOf(group).join(', ') })

export const openRollback = (execution: Execution, from: HTMLElement | null): void =>
  openDialog((close) => <RollbackDialog execution={execution} close={close} />, from)
