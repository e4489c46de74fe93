import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Fragment, type ReactNode, useRef } from 'react'
import { openDialog } from './dialogs.tsx'

/** Something to do, behind a dialog that asks and shows how it went. */
export interface Action {
  readonly name: string
  readonly dialog: (close: () => void) => ReactNode
  readonly destructive?: boolean
  /** Why it cannot be done now, or here at all: it is shown with that, and does nothing. */
  readonly locked?: string | undefined
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
            {actions.map((action) =>
              action.locked === undefined ? (
                <Menu.Item
                  key={action.name}
                  onClick={() => openDialog(action.dialog, button.current)}
                  {...(action.destructive ? { color: 'var(--deck-failed)' } : {})}
                >
                  {action.name}
                </Menu.Item>
              ) : (
                // Not disabled, which the keyboard would pass over and nobody would be told why.
                <Menu.Item key={action.name} aria-disabled closeMenuOnClick={false} c="var(--deck-quiet)">
                  {action.name}
                  <div className="small action-why">{action.locked}</div>
                </Menu.Item>
              ),
            )}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ButtonProps {
  action: Action
  label?: string
  size?: 'compact-xs' | 'compact-sm'
}

/** One action as a button of its own; where it is locked, whoever shows it says why beside it. */
export const ActionButton = ({ action, label, size = 'compact-xs' }: ButtonProps) => {
  const { name, locked } = action
  if (locked === undefined)
    return (
      <Button
        size={size}
        variant="default"
        aria-label={label ?? name}
        onClick={(event) => openDialog(action.dialog, event.currentTarget)}
        {...(action.destructive ? { c: 'var(--deck-failed)' } : {})}
      >
        {name}
      </Button>
    )
  return (
    <Button
      size={size}
      variant="default"
      aria-label={label ?? name}
      aria-disabled
      data-disabled
      title={locked}
      aria-description={locked}
    >
      {name}
    </Button>
  )
}
