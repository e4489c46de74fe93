import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Execution, ServerGroup } from '../../data/shapes.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import type { TaskForm } from '../../ui/task/task-form.ts'
import { imagesOf } from '../clusters/images.ts'
import { deployedBy } from './deployed.ts'
import { readCluster } from './queries.ts'
import { type RollbackPlace, rollbackForm, rollbackPlaces } from './rollback-form.ts'

/** Takes back what an execution deployed: for each cluster the group that comes back, and what that means, before anything is done. */
export const RollbackDialog = ({ execution, close }: { execution: Execution; close: () => void }) => {
  const app = execution.application
  const places = useQuery({
    queryKey: ['serverGroups', app, 'rollback', execution.id],
    queryFn: async ({ signal }) => {
      const deployed = deployedBy(execution)
      const clusters = [...new Map(deployed.map((each) => [`${each.account}/${each.cluster}`, each])).values()]
      const groups = await Promise.all(
        clusters.map(async (each) => (await readCluster(app, each, signal)).map(withImage)),
      )
      return rollbackPlaces(deployed, groups.flat())
    },
    staleTime: 0,
  })
  if (places.data && places.data.length > 0)
    return <TaskDialog form={formOf(execution, places.data)} close={close} size="lg" />
  return (
    <Modal opened onClose={close} title="Roll back" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        {places.isPending && <Loading />}
        {places.error && (
          <Failed what="The clusters could not be read." error={places.error} retry={() => void places.refetch()} />
        )}
        {places.data?.length === 0 && (
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

const formOf = (execution: Execution, places: readonly RollbackPlace[]): TaskForm => rollbackForm(execution, places)

export const openRollback = (execution: Execution, from: HTMLElement | null): void =>
  openDialog((close) => <RollbackDialog execution={execution} close={close} />, from)
