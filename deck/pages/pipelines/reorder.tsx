import { Button, Group, Modal } from '@mantine/core'
import { useRef, useState } from 'react'
import { post } from '../../data/gate.ts'
import { useAct } from '../../ui/act.ts'
import { Loaded } from '../../ui/states.tsx'
import { type Facets, useFacets } from './queries.ts'

interface ReorderProps {
  readonly app: string
  readonly close: () => void
}

/** Puts pipelines into another order, by buttons and by Alt with the arrow keys. */
export const Reorder = ({ app, close }: ReorderProps) => {
  const facets = useFacets(app)
  // What is remembered of an earlier reading may miss a pipeline: an order begins with those that there are now.
  const isRead = useRef(false)
  isRead.current ||= !facets.isFetching
  return (
    <Modal opened onClose={close} title="Reorder pipelines" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded of={isRead.current ? facets : { ...facets, data: undefined }} what="Pipelines">
        {({ pipelines }) => <Order app={app} pipelines={pipelines} close={close} />}
      </Loaded>
    </Modal>
  )
}

const Order = ({ app, pipelines, close }: ReorderProps & Pick<Facets, 'pipelines'>) => {
  const [order, setOrder] = useState(() => pipelines.filter(({ strategy }) => !strategy))
  const save = useAct(
    'Reordering',
    () =>
      post('/actions/pipelines/reorder', {
        application: app,
        idsToIndices: Object.fromEntries(order.map(({ id }, index) => [id, index])),
      }),
    close,
  )
  const move = (from: number, to: number) => {
    const target = Math.min(Math.max(to, 0), order.length - 1)
    const moved = order[from]
    if (moved === undefined || target === from) return
    const rest = order.filter((_, index) => index !== from)
    setOrder([...rest.slice(0, target), moved, ...rest.slice(target)])
    requestAnimationFrame(() => document.getElementById(`order-${moved.id}`)?.focus())
  }
  return (
    <div className="stack">
      <span className="quiet small">Alt with ↑ or ↓ moves the pipeline whose button has the focus.</span>
      <ol className="pipelines-order" aria-label="Order">
        {order.map(({ id, name }, index) => (
          <li key={id}>
            <span className="clip">{name}</span>
            <button
              type="button"
              className="pipelines-move"
              id={`order-${id}`}
              aria-label={`Move ${name} up`}
              disabled={index === 0 && order.length === 1}
              onClick={() => move(index, index - 1)}
              onKeyDown={(event) => {
                const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
                if (!event.altKey || step === undefined) return
                event.preventDefault()
                move(index, index + step)
              }}
            >
              ↑
            </button>
            <button
              type="button"
              className="pipelines-move"
              aria-label={`Move ${name} down`}
              disabled={index === order.length - 1}
              onClick={() => move(index, index + 1)}
            >
              ↓
            </button>
            <button
              type="button"
              className="pipelines-move"
              aria-label={`Move ${name} to the top`}
              onClick={() => move(index, 0)}
            >
              ⤒
            </button>
          </li>
        ))}
      </ol>
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Close
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save order
        </Button>
      </Group>
    </div>
  )
}
