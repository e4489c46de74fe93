import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Fragment, type ReactNode, useRef } from 'react'
import { openDialog } from './dialogs.tsx'

/** Something to do, behind a dialog that asks and shows how it went. */
export interface Action {
  readonly name: string
  readonly dialog: (close: () => void) => ReactNode
  readonly destructive?: boolean
}

/** Actions by their sections; a section without any is left out. */
export const ActionMenu = ({ label, sections }: { label: string; sections: readonly (readonly Action[])[] }) => {
  const button = useRef<HTMLButtonElement>(null)
  const filled = sections.filter(({ length }) => length > 0)
  if (filled.length === 0) return null
  return (
    <Menu position="bottom-end" withinPortal shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          ref={button}
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {filled.map((actions, position) => (
          <Fragment key={actions[0]?.name}>
            {position > 0 && <Menu.Divider />}
            {actions.map((action) => (
              <Menu.Item
                key={action.name}
                onClick={() => openDialog(action.dialog, button.current)}
                {...(action.destructive ? { color: 'var(--deck-failed)' } : {})}
              >
                {action.name}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** One action as a button of its own. */
export const ActionButton = ({ action, label }: { action: Action; label?: string }) => (
  <Button
    size="compact-xs"
    variant="default"
    aria-label={label ?? action.name}
    onClick={(event) => openDialog(action.dialog, event.currentTarget)}
    {...(action.destructive ? { color: 'red', variant: 'light' } : {})}
  >
    {action.name}
  </Button>
)
