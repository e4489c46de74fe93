import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { startPipeline } from '../../data/actions.ts'
import type { Parameter, PipelineConfig } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'

type Values = Record<string, string>

const COMPARE: Record<string, (left: string, right: string) => boolean> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => Number(left) > Number(right),
  '<': (left, right) => Number(left) < Number(right),
  '>=': (left, right) => Number(left) >= Number(right),
  '<=': (left, right) => Number(left) <= Number(right),
}

/** Whether a parameter is asked for, given the others: `conditional` names another parameter and a comparison. */
const isAsked = ({ conditional }: Parameter, values: Values): boolean => {
  if (!conditional?.parameter) return true
  const compare = COMPARE[conditional.comparator] ?? (() => true)
  return compare(values[conditional.parameter] ?? '', String(conditional.comparatorValue ?? ''))
}

interface StartProps {
  app: string
  pipeline: PipelineConfig
  close: () => void
}

/** Asks for a pipeline's parameters and starts it, once however often one clicks. */
export const StartPipeline = ({ app, pipeline, close }: StartProps) => {
  const parameters = pipeline.parameterConfig ?? []
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(parameters.map(({ name, default: usual }) => [name, String(usual ?? '')])),
  )
  const asked = parameters.filter((parameter) => isAsked(parameter, values))
  const start = useAct(
    `Starting ${pipeline.name}`,
    () => startPipeline(app, pipeline.name, Object.fromEntries(asked.map(({ name }) => [name, values[name] ?? '']))),
    () => {
      notifications.show({ message: `${pipeline.name} started` })
      close()
    },
  )
  return (
    <Modal opened onClose={close} title={`Start ${pipeline.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate()
        }}
      >
        {pipeline.description && <div className="quiet">{pipeline.description}</div>}
        {asked.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={values[parameter.name] ?? ''}
            change={(value) => setValues((before) => ({ ...before, [parameter.name]: value }))}
          />
        ))}
        {asked.length === 0 && <div className="quiet">This pipeline asks for no parameters.</div>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" loading={start.isPending} data-autofocus={asked.length === 0 ? true : undefined}>
            Start
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

interface FieldProps {
  parameter: Parameter
  value: string
  change: (value: string) => void
}

const ParameterField = ({ parameter, value, change }: FieldProps) => {
  const field = {
    label: parameter.label || parameter.name,
    description: parameter.description,
    required: parameter.required === true,
    value,
    onChange: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
  }
  if (!parameter.hasOptions) return <TextInput {...field} type={parameter.constraint === 'date' ? 'date' : 'text'} />
  const options = (parameter.options ?? []).map((option) => option.value)
  return <NativeSelect {...field} data={[...new Set(['', value, ...options])]} />
}
