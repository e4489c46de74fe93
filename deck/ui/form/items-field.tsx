import { Button } from '@mantine/core'
import type { ComponentType } from 'react'
import { beginning, type JsonSchema, labelOf, plain, type Values } from './schema.ts'
import type { FormProps } from './schema-form.tsx'

interface ItemsProps {
  /** The form of one element: lists stand in forms, and forms in lists. */
  Form: ComponentType<FormProps>
  label: string
  schema: JsonSchema
  value: unknown
  change: (value: readonly Values[]) => void
  problems: Readonly<Record<string, string>>
  path: string
}

/** A list of small objects, each asked for field by field. */
export const ItemsField = ({ Form, label, schema, value, change, problems, path }: ItemsProps) => {
  const items = (Array.isArray(value) ? value : []) as readonly Values[]
  const element = plain(schema.items ?? {})
  const one = labelOf('item', element).toLowerCase()
  return (
    <fieldset className="fields across">
      <legend>{label}</legend>
      {schema.description && <span className="quiet small">{schema.description}</span>}
      {items.map((item, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an element of a list is its place
        <fieldset key={position} className="field-item">
          <legend className="visually-hidden">
            {one} {position + 1}
          </legend>
          <div className="field-grid">
            <Form
              schema={element}
              values={item}
              change={(next) => change(items.with(position, next))}
              problems={problems}
              path={`${path}.${position}.`}
            />
          </div>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Remove ${one} ${position + 1}`}
            onClick={() => change(items.toSpliced(position, 1))}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => change([...items, beginning(element, element.begin)])}
        >
          Add {one}
        </Button>
      </div>
    </fieldset>
  )
}
