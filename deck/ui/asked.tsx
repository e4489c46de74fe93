import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface AskedProps {
  title: string
  close: () => void
  /** Words of the button that does it, and of the one that does not. */
  does: string
  leaves?: string
  pending?: boolean
  destructive?: boolean
  /** Whether what is asked is answered. */
  ready?: boolean
  act: () => void
  children: ReactNode
}

/** A dialog that asks before it does one thing. Where it has no field, Enter does what can be undone, and leaves the rest. */
export const Asked = (props: AskedProps) => {
  const {
    title,
    close,
    does,
    leaves = 'Close',
    pending = false,
    destructive = false,
    ready = true,
    act,
    children,
  } = props
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !pending) act()
        }}
      >
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus={destructive || undefined}>
            {leaves}
          </Button>
          <Button
            type="submit"
            loading={pending}
            disabled={!ready}
            {...(destructive ? { color: 'red' } : { 'data-autofocus': true })}
          >
            {does}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
