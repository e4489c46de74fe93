import { NativeSelect, Select, Textarea, TextInput } from '@mantine/core'
import type { Parameter } from '../../../data/shapes.ts'
import { optionsOf } from './parameters.ts'

interface FieldProps {
  readonly parameter: Parameter
  readonly value: string
  readonly problem: string | undefined
  /** Whether the dialog's focus goes to it. */
  readonly first: boolean
  readonly change: (value: string) => void
}

/** More options than this are found by typing. */
const FEW = 6

export const ParameterField = ({ parameter, value, problem, first, change }: FieldProps) => {
  const field = {
    id: `parameter-${parameter.name}`,
    label: parameter.label || parameter.name,
    description: parameter.description || undefined,
    required: parameter.required === true,
    error: problem,
    value,
    'data-autofocus': first || undefined,
  }
  const typed = (event: { currentTarget: { value: string } }) => change(event.currentTarget.value)
  const options = optionsOf(parameter)
  if (parameter.hasOptions && options.length > 0) {
    const data = [...new Set(value === '' ? options : [value, ...options])]
    if (options.length > FEW)
      return (
        <Select
          {...field}
          searchable
          clearable={!field.required}
          limit={200}
          data={data}
          onChange={(next) => change(next ?? '')}
        />
      )
    return <NativeSelect {...field} data={['', ...data]} onChange={typed} />
  }
  if (parameter.constraint === 'date') return <TextInput {...field} type="date" onChange={typed} />
  if (value.includes('\n') || value.length > 120) return <Textarea {...field} autosize maxRows={8} onChange={typed} />
  return <TextInput {...field} onChange={typed} />
}
