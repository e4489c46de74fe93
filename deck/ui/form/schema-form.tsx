import { Autocomplete, Checkbox, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { ItemsField } from './items-field.tsx'
import { fieldsOf, type JsonSchema, JsonText, kindOf, labelOf, plain, type Values } from './schema.ts'

export interface FormProps {
  schema: JsonSchema
  values: Values
  change: (values: Values) => void
  problems: Readonly<Record<string, string>>
  /** Of an object inside another, with a dot at its end. */
  path?: string
  /** Whether a dialog's focus goes to what is asked first. */
  focused?: boolean
}

/** Asks for the values of an object as its schema describes them. */
export const SchemaForm = ({ schema, values, change, problems, path = '', focused = path === '' }: FormProps) =>
  fieldsOf(schema, values).map(([name, property], position) => (
    <Field
      key={name}
      path={path + name}
      label={labelOf(name, property)}
      schema={plain(property)}
      required={schema.required?.includes(name) ?? false}
      value={values[name]}
      change={(value) => change({ ...values, [name]: value })}
      problems={problems}
      first={focused && position === 0}
    />
  ))

interface FieldProps {
  path: string
  label: string
  schema: JsonSchema
  required: boolean
  value: unknown
  change: (value: unknown) => void
  problems: Readonly<Record<string, string>>
  first: boolean
}

const Field = ({ path, label, schema, required, value, change, problems, first }: FieldProps) => {
  const common = {
    description: schema.description,
    error: problems[path],
    'data-autofocus': first || undefined,
  }
  const asked = { ...common, label, withAsterisk: required, ...(schema.wide ? { className: 'across' } : {}) }
  switch (kindOf(schema)) {
    case 'flag':
      return (
        <Checkbox
          {...common}
          className={schema.wide ? 'across' : undefined}
          label={label}
          checked={value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return <Choice asked={asked} schema={schema} required={required} value={value} change={change} />
    case 'choices':
      return <Choices asked={asked} schema={schema} value={value} change={change} />
    case 'number':
      return (
        <TextInput
          {...asked}
          type="number"
          step={schema.type === 'integer' ? 1 : 'any'}
          value={value === undefined || value === null ? '' : String(value)}
          rightSection={schema.unit && <span className="quiet small">{schema.unit}</span>}
          rightSectionWidth={schema.unit ? 12 + schema.unit.length * 8 : undefined}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )
    case 'text': {
      const words = typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value)
      if (schema.suggests) return <Suggested asked={asked} suggests={schema.suggests} value={words} change={change} />
      return <TextInput {...asked} value={words} onChange={(event) => change(event.currentTarget.value)} />
    }
    case 'texts':
      return (
        <Textarea
          {...asked}
          description={schema.description ?? 'One a line'}
          autosize
          minRows={2}
          value={((value as string[] | undefined) ?? []).join('\n')}
          onChange={(event) => change(linesOf(event.currentTarget.value))}
        />
      )
    case 'object':
      return (
        <fieldset className="fields across">
          <legend>{label}</legend>
          {schema.description && <span className="quiet small">{schema.description}</span>}
          <div className="field-grid">
            <SchemaForm
              schema={schema}
              values={(value as Values | undefined) ?? {}}
              change={change}
              problems={problems}
              path={`${path}.`}
              focused={first}
            />
          </div>
        </fieldset>
      )
    case 'items':
      return <ItemsField Form={SchemaForm} {...{ label, schema, value, change, problems, path }} />
    case 'json':
      return (
        <Textarea
          {...asked}
          className="across"
          label={`${label} (JSON)`}
          autosize
          minRows={2}
          classNames={{ input: 'mono' }}
          value={jsonText(value)}
          onChange={(event) => change(new JsonText(event.currentTarget.value))}
        />
      )
  }
}

interface SuggestedProps {
  asked: { readonly 'data-autofocus': true | undefined }
  suggests: readonly string[]
  value: string
  change: (value: string) => void
}

const Suggested = ({ asked, suggests, value, change }: SuggestedProps) => (
  <Autocomplete
    {...asked}
    data={[...suggests]}
    value={value}
    onChange={change}
    // Beside what is chosen stands what else one may choose; what is typed narrows it.
    {...(suggests.includes(value) ? { filter: ({ options }) => options } : {})}
    limit={50}
  />
)

type Option = { value: string; label: string }

const optionsOf = ({ enum: values = [], labels = [] }: JsonSchema): Option[] =>
  values.map((value, position) => ({ value: String(value), label: labels[position] ?? String(value) }))

interface ChoiceProps extends Pick<FieldProps, 'schema' | 'required' | 'value' | 'change'> {
  asked: { readonly 'data-autofocus': true | undefined }
}

const Choice = ({ asked, schema, required, value, change }: ChoiceProps) => {
  const options = optionsOf(schema)
  const original = (text: string) => schema.enum?.find((each) => String(each) === text)
  return (
    <NativeSelect
      {...asked}
      data={required && value !== undefined ? options : [{ value: '', label: '–' }, ...options]}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(event) => change(original(event.currentTarget.value))}
    />
  )
}

/** Few choices are seen all at once; more than these are searched. */
const SEEN_CHOICES = 12

const Choices = ({ asked, schema, value, change }: Omit<ChoiceProps, 'required'>) => {
  const options = optionsOf(plain(schema.items ?? {}))
  const common = { ...asked, className: 'across', value: (value as string[] | undefined) ?? [], onChange: change }
  if (options.length > SEEN_CHOICES)
    return (
      <MultiSelect {...common} data={options} searchable clearable limit={100} nothingFoundMessage="None of them" />
    )
  const { 'data-autofocus': first, ...group } = common
  return (
    <Checkbox.Group {...group}>
      <div className="choices">
        {options.map((option, position) => (
          // The group itself cannot have the focus.
          <Checkbox key={option.value} {...option} data-autofocus={(first && position === 0) || undefined} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

/** Lines as they are typed: the empty one at the end is where the next begins. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'))

const jsonText = (value: unknown): string => {
  if (value instanceof JsonText) return value.text
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}
