import './document-form.css'
import { DocumentField, isExpression } from './document-field.tsx'
import { Items } from './document-items.tsx'
import type { DocumentFormProps } from './form-fields.ts'
import { fieldsOf, type JsonSchema, kindOf, labelOf, plain, type Values } from './schema.ts'

/**
 * Edits an object in place. Every field may hold an expression in place of what its schema wants, a value that does not
 * fit stays what it is until somebody changes it, and fields that the schema does not name are not touched.
 */
export const DocumentForm = ({ schema, values, set }: DocumentFormProps) => (
  <div className="doc-form">
    {allFieldsOf(schema, values).map(([name, property]) => (
      <DocumentPart
        key={name}
        label={labelOf(name, property)}
        schema={property}
        required={schema.required?.includes(name) ?? false}
        value={values[name]}
        values={values}
        change={(value) => set(name, value)}
      />
    ))}
  </div>
)

/** The fields of a schema, and those that one of them brings with it. */
export const allFieldsOf = (schema: JsonSchema, values: Values): [name: string, schema: JsonSchema][] => {
  const { variants } = schema
  const variant = variants?.of[String(values[variants.by] ?? '')]
  return [...fieldsOf(schema, values), ...(variant ? allFieldsOf(variant, values) : [])]
}

interface PartProps {
  label: string
  schema: JsonSchema
  required: boolean
  value: unknown
  values: Values
  change: (value: unknown) => void
}

const isPlainObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const DocumentPart = ({ label, schema, required, value, values, change }: PartProps) => {
  const own = plain(schema)
  const isItems = own.type === 'array' && own.items !== undefined && kindOf(own.items) === 'object'
  if (isItems && !isExpression(value))
    return (
      <div className="doc-wide">
        <Items form={DocumentForm} label={label} schema={own} value={value} change={change} />
      </div>
    )
  if (kindOf(own) === 'object' && (value === undefined || value === null || isPlainObject(value))) {
    const inner = (value ?? {}) as Values
    return (
      <fieldset className="doc-object doc-wide">
        <legend>{label}</legend>
        {own.description && <p className="quiet small">{own.description}</p>}
        <DocumentForm
          schema={own}
          values={inner}
          set={(name, next) => {
            const { [name]: _, ...rest } = inner
            const all = next === undefined ? rest : { ...inner, [name]: next }
            change(Object.keys(all).length === 0 ? undefined : all)
          }}
        />
      </fieldset>
    )
  }
  return <DocumentField {...{ label, required, value, values, change }} schema={own} />
}
