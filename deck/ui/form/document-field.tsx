import { ActionIcon, Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { isSame } from '../diff/merge-patch.ts'
import { useFormFields } from './form-fields.ts'
import { type JsonSchema, JsonText, kindOf, plain, type Values } from './schema.ts'

export const isExpression = (value: unknown): value is string => typeof value === 'string' && value.includes('${')

interface FieldProps {
  label: string
  /** Without the possibility of null. */
  schema: JsonSchema
  required: boolean
  value: unknown
  values: Values
  change: (value: unknown) => void
}

/** Kinds of fields whose values are text anyway need no other field for an expression. */
const TAKES_TEXT = new Set(['text', 'any', 'number'])

/** One field, or the expression that stands in its place. */
export const DocumentField = (props: FieldProps) => {
  const { label, schema, required, value, change } = props
  const { Text, plain: isPlain } = useFormFields()
  const kind = kindHere(schema)
  const [asked, setAsked] = useState(false)
  const written = isExpression(value) || (asked && (value === undefined || typeof value === 'string'))
  const wide = kind === 'json' || kind === 'map' || schema.long || schema.wide || kind === 'choices' ? ' doc-wide' : ''
  if (TAKES_TEXT.has(kind) || (isPlain && !written))
    return (
      <div className={`doc-field${wide}`}>
        <Value {...props} kind={kind} />
      </div>
    )
  return (
    <div className={`doc-field${wide}`}>
      {written ? (
        <Text
          label={label}
          description={schema.description}
          required={required}
          value={typeof value === 'string' ? value : ''}
          change={(text) => change(text === '' ? undefined : text)}
          mono
        />
      ) : (
        <Value {...props} kind={kind} />
      )}
      <button
        type="button"
        className="doc-switch"
        aria-pressed={written}
        aria-label={`${label}: expression`}
        title={written ? 'Choose a value instead of an expression' : 'Write an expression instead'}
        onClick={() => {
          if (written && value !== undefined) change(undefined)
          setAsked(!written)
        }}
      >
        {'${ }'}
      </button>
    </div>
  )
}

type Kind = ReturnType<typeof kindOf> | 'any' | 'map' | 'picker' | 'pickList'

const kindHere = (schema: JsonSchema): Kind => {
  if (schema.map) return 'map'
  if (schema.picker) return schema.type === 'array' ? 'pickList' : 'picker'
  const kind = kindOf(schema)
  // A schema that says nothing takes anything, and mostly means text.
  return kind === 'json' && schema.type === undefined && !schema.anyOf && !schema.oneOf ? 'any' : kind
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)]

const Value = ({ label, schema, required, value, values, change, kind }: FieldProps & { kind: Kind }) => {
  const { Text, Picker, PickList } = useFormFields()
  const common = { label, description: schema.description, required }
  const asText = value === undefined || value === null ? '' : String(value)
  const orNothing = (text: string) => change(text === '' ? undefined : text)
  if (kind === 'any' && typeof value !== 'object')
    return <Text {...common} long={schema.long ?? false} value={asText} change={orNothing} />
  switch (kind) {
    case 'flag':
      return (
        <Checkbox
          label={label}
          description={schema.description}
          checked={value === undefined || value === null ? schema.default === true : String(value) === 'true'}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...common}
          withAsterisk={required}
          value={asText}
          data={choicesOf(schema, asText)}
          onChange={(event) => {
            const text = event.currentTarget.value
            change(text === '' ? undefined : (schema.enum?.find((each) => String(each) === text) ?? text))
          }}
        />
      )
    case 'choices':
      return (
        <Checkbox.Group
          {...common}
          value={texts(value)}
          onChange={(chosen) => change(chosen.map((each) => valueIn(plain(schema.items ?? {}), each)))}
        >
          <div className="row">
            {choicesOf(plain(schema.items ?? {}), '')
              .filter((option) => option.value !== '')
              .map((option) => (
                <Checkbox key={option.value} {...option} />
              ))}
          </div>
        </Checkbox.Group>
      )
    case 'number':
      return (
        <Text
          {...common}
          label={schema.unit ? `${label} (${schema.unit})` : label}
          value={asText}
          placeholder={schema.default === undefined ? undefined : String(schema.default)}
          error={
            asText !== '' && typeof value !== 'number' && Number.isNaN(Number(asText)) && !isExpression(value)
              ? 'A number, or an expression'
              : undefined
          }
          change={(text) =>
            change(text === '' ? undefined : /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text) ? Number(text) : text)
          }
        />
      )
    case 'text':
      return (
        <Text
          {...common}
          long={schema.long ?? false}
          value={asText}
          placeholder={schema.default === undefined ? undefined : String(schema.default)}
          change={orNothing}
        />
      )
    case 'picker':
      return <Picker {...common} picker={schema.picker ?? ''} values={values} value={asText} change={orNothing} />
    case 'texts':
    case 'pickList':
      return (
        <PickList
          {...common}
          picker={schema.picker ?? ''}
          values={values}
          value={texts(value)}
          change={(list) => change(list.length === 0 ? undefined : list)}
        />
      )
    case 'map':
      return <MapField label={label} description={schema.description} value={value} change={change} />
    default:
      return <JsonField {...common} value={value} change={change} />
  }
}

const valueIn = ({ enum: values }: JsonSchema, text: string): unknown =>
  values?.find((each) => String(each) === text) ?? text

/** What there is to choose, and what is there although it is none of it. */
const choicesOf = ({ enum: values = [], labels = [], default: usual }: JsonSchema, current: string) => {
  const known = values.map((value, position) => ({ value: String(value), label: labels[position] ?? String(value) }))
  const usually = known.find(({ value }) => value === String(usual))
  const nothing = { value: '', label: usually ? `Default (${usually.label})` : '–' }
  const strange = current !== '' && !known.some(({ value }) => value === current)
  return [nothing, ...known, ...(strange ? [{ value: current, label: current }] : [])]
}

/** JSON as it is typed; the document changes when it is valid, and what was typed stays until then. */
export const JsonField = ({
  label,
  description,
  value,
  change,
  onlyObjects = false,
  rows = 2,
}: Pick<FieldProps, 'label' | 'value' | 'change'> & {
  description?: string | undefined
  onlyObjects?: boolean
  rows?: number
}) => {
  const [typed, setTyped] = useState<JsonText>()
  const shown = typed && (typed.why !== undefined || isSame(typed.value, value)) ? typed.text : writeJson(value)
  const isWrong = (text: JsonText) =>
    onlyObjects && (typeof text.value !== 'object' || text.value === null || Array.isArray(text.value))
  const why =
    typed?.text === shown ? (typed.why ?? (isWrong(typed) ? 'An object is needed: { … }' : undefined)) : undefined
  return (
    <Textarea
      label={label}
      description={description}
      error={why}
      autosize
      minRows={rows}
      maxRows={24}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={shown}
      onChange={(event) => {
        const text = new JsonText(event.currentTarget.value)
        setTyped(text)
        if (text.why === undefined && !isWrong(text)) change(text.value)
      }}
    />
  )
}

const writeJson = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

type Row = readonly [name: string, value: unknown]

/** Names with their values; a name that is empty or there twice is not yet part of the document. */
const MapField = ({
  label,
  description,
  value,
  change,
}: Pick<FieldProps, 'label' | 'value' | 'change'> & { description?: string | undefined }) => {
  const own: Row[] = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const [typed, setTyped] = useState<readonly Row[]>()
  const meant = (rows: readonly Row[]) => Object.fromEntries(rows.filter(([name]) => name !== ''))
  const rows = typed && isSame(meant(typed), Object.fromEntries(own)) ? typed : own
  const put = (next: readonly Row[]) => {
    setTyped(next)
    const object = meant(next)
    change(Object.keys(object).length === 0 ? undefined : object)
  }
  return (
    <fieldset className="doc-object">
      <legend>{label}</legend>
      {description && <p className="quiet small">{description}</p>}
      {rows.map(([name, each], position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <div key={position} className="doc-map-row">
          <TextInput
            aria-label={`${label}: name ${position + 1}`}
            value={name}
            onChange={(event) => put(rows.toSpliced(position, 1, [event.currentTarget.value, each]))}
          />
          <TextInput
            aria-label={`${label}: value of ${name || position + 1}`}
            value={typeof each === 'string' ? each : JSON.stringify(each)}
            onChange={(event) => put(rows.toSpliced(position, 1, [name, event.currentTarget.value]))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${name || 'the row'}`}
            onClick={() => put(rows.toSpliced(position, 1))}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Button size="compact-sm" variant="default" onClick={() => put([...rows, ['', '']])}>
        Add a line
      </Button>
    </fieldset>
  )
}
