import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { usePreference } from './preference.ts'

type Values = Record<string, string>
interface View {
  readonly name: string
  readonly values: Values
}

interface SavedViewsProps {
  /** Which list, e.g. `pipelines.demo`. */
  readonly of: string
  /** What the address filters by now. */
  readonly values: Values
  readonly open: (values: Values) => void
}

/** Filters that somebody wants again, kept in this browser; the link to share is the address itself. */
export const SavedViews = ({ of, values, open }: SavedViewsProps) => {
  const [views, setViews] = usePreference<readonly View[]>(`deck.views.${of}`, [])
  const [name, setName] = useState('')
  const save = () => {
    setViews([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), values }])
    setName('')
  }
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={280} closeOnItemClick>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconBookmark size={14} aria-hidden="true" />}>
          Views
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.length === 0 && <Menu.Label>No saved views yet</Menu.Label>}
        {views.map((view) => (
          <div key={view.name} className="row tight" style={{ flexWrap: 'nowrap' }}>
            <Menu.Item onClick={() => open(view.values)}>{view.name}</Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Forget the view ${view.name}`}
              onClick={() => setViews(views.filter((other) => other !== view))}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        <form
          className="row tight"
          style={{ padding: 'var(--space-2)', flexWrap: 'nowrap' }}
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) save()
          }}
        >
          <TextInput
            size="xs"
            aria-label="Name of the view"
            placeholder="Save this view as…"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => event.stopPropagation()}
          />
          <Button size="compact-sm" type="submit" disabled={!name.trim()}>
            Save
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  )
}
