import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { planPipeline, startPipeline } from '../../data/actions.ts'
import type { Parameter, PipelineConfig, Plan } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { PlanView } from './plan-view.tsx'

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

/** Asks for a pipeline's parameters, says what a start would do, and starts it, once however often one clicks. */
export const StartPipeline = ({ app, pipeline, close }: StartProps) => {
  const parameters = pipeline.parameterConfig ?? []
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(parameters.map(({ name, default: usual }) => [name, String(usual ?? '')])),
  )
  const asked = parameters.filter((parameter) => isAsked(parameter, values))
  const given = () => Object.fromEntries(asked.map(({ name }) => [name, values[name] ?? '']))
  const [plan, setPlan] = useState<Plan>()
  const preview = useAct(`Planning ${pipeline.name}`, () => planPipeline(app, pipeline.name, given()), setPlan)
  const start = useAct(
    `Starting ${pipeline.name}`,
    () => startPipeline(app, pipeline.name, given()),
    () => {
      notifications.show({ message: `${pipeline.name} started` })
      close()
    },
  )
  return (
    <Modal
      opened
      onClose={close}
      size={plan ? 'xl' : 'md'}
      title={`Start ${pipeline.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
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
            change={(value) => {
              setValues((before) => ({ ...before, [parameter.name]: value }))
              // It told of other values.
              setPlan(undefined)
            }}
          />
        ))}
        {asked.length === 0 && <div className="quiet">This pipeline asks for no parameters.</div>}
        {plan && <PlanView plan={plan} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            What would happen?
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
