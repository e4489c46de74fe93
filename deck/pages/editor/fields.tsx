import { Autocomplete, Select, TagsInput } from '@mantine/core'
import { useMemo } from 'react'
import { get, path } from '../../data/gate.ts'
import { useAccounts, useApplications, useGate, useUser } from '../../data/queries.ts'
import type { FormFields, PickerFieldProps, PickListProps } from '../../ui/form/form-fields.ts'
import type { Values } from '../../ui/form/schema.ts'
import { ScheduleField } from './configuration/schedule-field.tsx'
import { nameOf, objectsIn, stagesOf, textOf } from './document/pipeline.ts'
import { useEditing } from './editor-context.ts'
import { ExpressionText } from './expression-text.tsx'
import { useConfigs } from './queries.ts'

type Choice = { readonly value: string; readonly label: string }
const plainly = (values: readonly string[]): Choice[] =>
  [...new Set(values.filter(Boolean))].map((value) => ({ value, label: value }))

interface AccountDetails {
  readonly name: string
  readonly type?: string
  readonly cloudProvider?: string
  readonly regions?: readonly (string | { readonly name?: string })[]
}

/** What there is to choose from, given what the fields beside say. */
const useChoices = (picker: string, values: Values): readonly Choice[] => {
  const { app, document } = useEditing()
  const accounts = (useAccounts(['account', 'provider', 'region'].includes(picker)).data ??
    []) as readonly AccountDetails[]
  const applications = useApplications()
  const otherApp = textOf(values.application)
  const configs = useConfigs(picker === 'pipeline' && otherApp && !otherApp.includes('${') ? otherApp : app, 'pipeline')
  const clusters = useGate(
    ['clusterNames', app],
    (signal) => get<Record<string, string[]>>(path('applications', app, 'clusters'), undefined, signal),
    picker === 'cluster',
  )
  const serviceAccounts = useGate(
    ['serviceAccounts', app],
    (signal) => get<string[]>('/auth/user/serviceAccounts', { application: app }, signal),
    picker === 'serviceAccount',
  )
  const user = useUser()
  const account = textOf(values.credentials ?? values.account)
  const provider = textOf(values.cloudProvider ?? values.provider)
  switch (picker) {
    case 'account':
      return plainly(
        accounts
          .filter(({ type, cloudProvider }) => !provider || [type, cloudProvider].includes(provider))
          .map(({ name }) => name),
      )
    case 'provider':
      return plainly(accounts.map(({ type, cloudProvider }) => cloudProvider ?? type ?? ''))
    case 'region':
      return plainly(
        accounts
          .filter(({ name }) => !account || name === account)
          .flatMap(({ regions = [] }) =>
            regions.map((region) => (typeof region === 'string' ? region : (region.name ?? ''))),
          ),
      )
    case 'cluster':
      return plainly(
        Object.entries(clusters.data ?? {}).flatMap(([name, all]) => (!account || name === account ? all : [])),
      )
    case 'application':
      return plainly((applications.data ?? []).map(({ name }) => name.toLowerCase()))
    case 'pipeline':
      return (configs.data ?? []).map(({ id, name }) => ({ value: textOf(id), label: textOf(name) }))
    case 'stageName':
      return plainly(stagesOf(document).map(nameOf))
    case 'parameter':
      return plainly(objectsIn(document.parameterConfig).map(({ name }) => textOf(name)))
    case 'expectedArtifact':
      return objectsIn(document.expectedArtifacts).map(({ id, displayName }) => ({
        value: textOf(id),
        label: textOf(displayName) || textOf(id),
      }))
    case 'serviceAccount':
      return plainly(serviceAccounts.data ?? [])
    case 'role':
      return plainly(
        (user.data?.roles ?? []).map((role) => (typeof role === 'string' ? role : textOf((role as Values).name))),
      )
    default:
      return []
  }
}

/** Ids that nobody reads: their names are shown. */
const BY_ID = new Set(['pipeline', 'expectedArtifact'])

const Picker = (props: PickerFieldProps) =>
  props.picker === 'schedule' ? <ScheduleField {...props} /> : <ChoicePicker {...props} />

const ChoicePicker = ({ picker, values, value, change, label, description, required }: PickerFieldProps) => {
  const choices = useChoices(picker, values)
  const common = { label, description, withAsterisk: required ?? false, value }
  if (!BY_ID.has(picker))
    return <Autocomplete {...common} data={choices.map(({ value: each }) => each)} onChange={change} limit={50} />
  const known = value === '' || choices.some((choice) => choice.value === value)
  return (
    <Select
      {...common}
      value={value || null}
      data={known ? [...choices] : [...choices, { value, label: `${value} (not known)` }]}
      searchable
      clearable
      limit={100}
      onChange={(chosen) => change(chosen ?? '')}
    />
  )
}

const PickList = ({ picker, values, value, change, label, description, required }: PickListProps) => {
  const choices = useChoices(picker, values)
  const labels = useMemo(() => new Map(choices.map((choice) => [choice.value, choice.label])), [choices])
  const ids = new Map(choices.map((choice) => [choice.label, choice.value]))
  return (
    <TagsInput
      label={label}
      description={description}
      withAsterisk={required ?? false}
      value={value.map((each) => labels.get(each) ?? each)}
      data={choices.map((choice) => choice.label)}
      splitChars={[',']}
      acceptValueOnBlur
      onChange={(all) => change(all.map((each) => ids.get(each) ?? each))}
    />
  )
}

/** How the forms of the editor ask. */
export const editorFields: FormFields = { Text: ExpressionText, Picker, PickList }

/** What starts a pipeline and what it asks for is known before anything could be evaluated. */
export const configurationFields: FormFields = { ...editorFields, plain: true }
