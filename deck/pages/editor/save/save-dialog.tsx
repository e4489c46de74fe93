import { Button, Group, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Failed } from '../../../ui/states.tsx'
import { type Pipeline, textOf } from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { isStale, newest, saveConfig } from '../queries.ts'
import { Difference } from './difference.tsx'
import { ProblemList } from './problem-list.tsx'

interface SaveProps {
  close: () => void
  /** Somebody else saved before: both versions are to be merged. */
  merge: () => void
}

/** Shows what would be saved, and saves it. */
export const SaveDialog = ({ close, merge }: SaveProps) => {
  const { base, document, kind, app, saved, problems } = useEditing()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () => saveConfig(kind, document),
    onSuccess: (stored) => {
      saved(document, stored)
      // Who leaves and comes back before the list is read again must not begin with what was there before.
      queries.setQueryData<readonly Pipeline[]>([`${kind}Configs`, app], (all) =>
        all?.map((each) => (each.id === stored.id ? stored : each)),
      )
      void queries.invalidateQueries({ queryKey: [`${kind}Configs`, app] })
      notifications.show({ color: 'green', message: `“${textOf(stored.name)}” is saved.` })
      close()
    },
    onError: async (error) => {
      if (!isStale(error)) return
      // What they saved must be here before it can be merged.
      await newest(kind, document).catch(() => undefined)
      await queries.invalidateQueries({ queryKey: [`${kind}Configs`, app] })
    },
  })
  const errors = problems.filter(({ level }) => level === 'error')
  return (
    <Modal
      opened
      onClose={close}
      size="min(1200px, 96vw)"
      title={`Save “${textOf(document.name)}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      <div className="stack">
        {problems.length > 0 && <ProblemList go={close} />}
        {save.error &&
          (isStale(save.error) ? (
            <div className="notice stack" data-state="waiting" role="alert">
              <strong>Somebody else saved this {kind} in the meantime.</strong>
              <span>{save.error.message}</span>
              <div>
                <Button size="compact-sm" onClick={merge}>
                  Merge both versions
                </Button>
              </div>
            </div>
          ) : (
            <Failed what="It is not saved. What you changed is kept in this browser." error={save.error} />
          ))}
        <Difference label="What changes" before={base} after={document} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go on editing
          </Button>
          <Button data-autofocus disabled={errors.length > 0} loading={save.isPending} onClick={() => save.mutate()}>
            Save changes
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
