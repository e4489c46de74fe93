import { Menu } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'

interface RowMenuProps {
  /** What it is for, with the row's name in it. */
  readonly label: string
  /** `Menu.Item`s and the like. */
  readonly children: () => ReactNode
}

/** The menu of a row of which there are very many: until somebody opens it, it is a button and nothing more. */
export const RowMenu = ({ label, children }: RowMenuProps) => {
  const [wanted, setWanted] = useState<{ hadFocus: boolean }>()
  return wanted ? (
    <Wanted label={label} hadFocus={wanted.hadFocus}>
      {children}
    </Wanted>
  ) : (
    <button
      type="button"
      className="small-button row-menu"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={({ currentTarget }) => setWanted({ hadFocus: document.activeElement === currentTarget })}
    />
  )
}

/** Opens at once: whoever pressed the button before it wants to see it. */
const Wanted = ({ label, hadFocus, children }: RowMenuProps & { hadFocus: boolean }) => {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // It stands in that button's place, also for the focus; pressed by a key of its row, the focus returns to the row.
    if (hadFocus) button.current?.focus({ preventScroll: true })
    setOpen(true)
  }, [hadFocus])
  return (
    <Menu
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      withinPortal
      shadow="md"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button ref={button} type="button" className="small-button row-menu" aria-label={label} />
      </Menu.Target>
      <Menu.Dropdown>{children()}</Menu.Dropdown>
    </Menu>
  )
}
