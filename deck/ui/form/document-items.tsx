import { ActionIcon, Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight, IconCopy, IconTrash } from '@tabler/icons-react'
import { type ComponentType, useId, useState } from 'react'
import type { DocumentFormProps } from './form-fields.ts'
import type { JsonSchema, Values } from './schema.ts'

interface ItemsProps {
  /** The form of one element: forms stand in lists, and lists in forms. */
  form: ComponentType<DocumentFormProps>
  label: string
  schema: JsonSchema
  value: unknown
  change: (value: unknown) => void
}

/** A list of objects, each a form of its own; their order changes by buttons. */
export const Items = ({ form, label, schema, value, change }: ItemsProps) => {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  const element = schema.items ?? {}
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(items.length === 1 ? [0] : []))
  const toggle = (position: number) =>
    setOpen(new Set(open.has(position) ? [...open].filter((at) => at !== position) : [...open, position]))
  const one = (element.title ?? label).toLowerCase()
  const put = (next: readonly unknown[], shown: readonly number[] = []) => {
    change(next)
    setOpen(new Set(shown))
  }
  const move = (from: number, to: number) => {
    put(items.toSpliced(from, 1).toSpliced(to, 0, items[from]), open.has(from) ? [to] : [])
  }
  return (
    <fieldset className="doc-items">
      <legend>
        {label} {items.length > 0 && <span className="quiet">{items.length}</span>}
      </legend>
      {schema.description && <p className="quiet small">{schema.description}</p>}
      {items.map((item, position) => (
        <Item
          // biome-ignore lint/suspicious/noArrayIndexKey: an element of a list is its place
          key={position}
          Form={form}
          one={one}
          element={element}
          values={(item ?? {}) as Values}
          position={position}
          last={position === items.length - 1}
          opened={open.has(position)}
          toggle={() => toggle(position)}
          change={(next) => change(items.with(position, next))}
          move={(by) => move(position, position + by)}
          copy={() => put(items.toSpliced(position + 1, 0, copyOf(item)), [position + 1])}
          remove={() => put(items.toSpliced(position, 1))}
        />
      ))}
      <div className="doc-add">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => put([...items, { ...element.begin }], [items.length])}
        >
          Add {one}
        </Button>
      </div>
    </fieldset>
  )
}

/** What is the same in all but its identity. */
const copyOf = (item: unknown): unknown => {
  const { id: _, ...rest } = structuredClone(item) as Record<string, unknown>
  return rest
}

interface ItemProps {
  Form: ComponentType<DocumentFormProps>
  one: string
  element: JsonSchema
  values: Values
  position: number
  last: boolean
  opened: boolean
  toggle: () => void
  change: (values: Values) => void
  move: (by: number) => void
  copy: () => void
  remove: () => void
}

const Item = ({
  Form,
  one,
  element,
  values,
  position,
  last,
  opened,
  toggle,
  change,
  move,
  copy,
  remove,
}: ItemProps) => {
  const inside = useId()
  const heading = element.heading?.(values, position) || `${element.title ?? one} ${position + 1}`
  const Chevron = opened ? IconChevronDown : IconChevronRight
  const act = (name: string, icon: typeof IconTrash, run: () => void, disabled = false) => {
    const Icon = icon
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${name}: ${heading}`}
        title={name}
        disabled={disabled}
        onClick={run}
      >
        <Icon size={16} aria-hidden="true" />
      </ActionIcon>
    )
  }
  return (
    <div className="doc-item">
      <div className="doc-item-head">
        <button type="button" className="plain clip" aria-expanded={opened} aria-controls={inside} onClick={toggle}>
          <Chevron size={14} aria-hidden="true" /> {heading}
        </button>
        {act('Move up', IconArrowUp, () => move(-1), position === 0)}
        {act('Move down', IconArrowDown, () => move(1), last)}
        {act('Copy', IconCopy, copy)}
        {act('Remove', IconTrash, remove)}
      </div>
      <div id={inside} hidden={!opened} className="doc-item-inside">
        {opened && (
          <Form
            schema={element}
            values={values}
            set={(name, next) => {
              const { [name]: _, ...rest } = values
              change(next === undefined ? rest : { ...values, [name]: next })
            }}
          />
        )}
      </div>
    </div>
  )
}
