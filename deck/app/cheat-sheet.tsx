import { Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { type PageAction, useOfferedActions } from '../ui/page-actions.ts'
import { KeyNames } from './key-names.tsx'
import { areShortcutsOn, switchShortcuts } from './keys.ts'
import { closeOverlay } from './palette/open.ts'

/** Every key that does something on the page which is shown, and the switch for them. */
const CheatSheet = ({ everywhere }: { everywhere: readonly string[] }) => {
  const keyed = useOfferedActions().filter(({ keys }) => keys !== undefined)
  const [on, setOn] = useState(areShortcutsOn())
  const isOurs = ({ keys = '' }: PageAction) => everywhere.includes(keys)
  const placeOf = ({ keys = '' }: PageAction) => everywhere.indexOf(keys)
  return (
    <Modal
      opened
      onClose={() => closeOverlay()}
      title="Keyboard"
      size="lg"
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <div className="stack">
        <div className="cheat-sheet">
          <Keys title="On this page" actions={keyed.filter((action) => !isOurs(action))} />
          <Keys title="Everywhere" actions={keyed.filter(isOurs).sort((a, b) => placeOf(a) - placeOf(b))}>
            <Key keys="ArrowUp ArrowDown">Other rows, from a row</Key>
            <Key keys="Tab">Next link or button</Key>
            <Key keys="Enter">Open</Key>
            <Key keys="Escape">Close a dialog or a menu</Key>
          </Keys>
        </div>
        <Switch
          label="Single keys do something"
          description="Off: only Ctrl or ⌘ with K. Keys never do anything while you type."
          checked={on}
          onChange={(event) => {
            switchShortcuts(event.currentTarget.checked)
            setOn(event.currentTarget.checked)
          }}
        />
      </div>
    </Modal>
  )
}

const Keys = ({
  title,
  actions,
  children,
}: {
  title: string
  actions: readonly PageAction[]
  children?: React.ReactNode
}) =>
  (actions.length > 0 || children) && (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {actions.map(({ name, keys = '' }) => (
          <Key key={`${name} ${keys}`} keys={keys}>
            {name}
          </Key>
        ))}
        {children}
      </dl>
    </section>
  )

const Key = ({ keys, children }: { keys: string; children: string }) => (
  <>
    <dt>
      <KeyNames keys={keys} />
    </dt>
    <dd>{children}</dd>
  </>
)

export default CheatSheet
