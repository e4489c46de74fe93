import { Button, Group, Modal, NativeSelect, Select, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get, path, post } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { PipelineConfig } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import type { Facets } from './queries.ts'

interface CreateProps {
  readonly app: string
  readonly pipelines: Facets['pipelines']
  readonly close: () => void
}

/** These would break addresses (deck: CreatePipelineModal). */
const FORBIDDEN = /[\\^/?%#]/

type Templates = Record<string, readonly { id?: string; metadata?: { name?: string } }[]>

/** Makes a pipeline or a strategy: empty, as a copy, or from a template; then its editor opens. */
export const CreatePipeline = ({ app, pipelines, close }: CreateProps) => {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [type, setType] = useState<'pipeline' | 'strategy'>('pipeline')
  const [from, setFrom] = useState<string | null>(null)
  const [template, setTemplate] = useState<string | null>(null)
  const templates = useGate(['pipelineTemplates', 'versions'], (signal) =>
    get<Templates>('/v2/pipelineTemplates/versions', undefined, signal),
  ).data
  const strategy = type === 'strategy'
  const kinds = pipelines.filter((each) => (each.strategy === true) === strategy)
  const trimmed = name.trim()
  const wrong = FORBIDDEN.test(trimmed)
    ? 'A name may not contain \\ ^ / ? % #'
    : kinds.some((each) => each.name.toLowerCase() === trimmed.toLowerCase())
      ? `There is a ${type} of this name already.`
      : undefined
  const create = useAct(
    `Creating ${trimmed}`,
    async () => {
      const configs = path('applications', app, strategy ? 'strategyConfigs' : 'pipelineConfigs')
      const index = kinds.length
      const body = await documentOf({ app, name: trimmed, strategy, from, template, configs, index })
      await post(strategy ? '/strategies' : '/pipelines?staleCheck=true', body)
      return get<PipelineConfig>(`${configs}/${encodeURIComponent(trimmed)}`)
    },
    ({ id }) => {
      close()
      void navigate({
        to: '/applications/$app/executions/configure/$pipelineId',
        params: { app, pipelineId: id },
        search: { new: '1' },
      } as never)
    },
  )
  const templateOptions = Object.entries(templates ?? {}).map(([key, versions]) => ({
    value: versions[0]?.id ?? key.split(':')[0] ?? key,
    label: versions[0]?.metadata?.name ?? key,
  }))
  return (
    <Modal opened onClose={close} title="Create a pipeline" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (trimmed && !wrong && !create.isPending) create.mutate()
        }}
      >
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          error={wrong}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Type"
          value={type}
          data={[
            { value: 'pipeline', label: 'Pipeline' },
            { value: 'strategy', label: 'Deployment strategy' },
          ]}
          onChange={(event) => {
            setType(event.currentTarget.value as 'pipeline' | 'strategy')
            setFrom(null)
          }}
        />
        {kinds.length > 0 && template === null && (
          <Select
            label="Copy from"
            placeholder="Start empty"
            searchable
            clearable
            limit={100}
            data={kinds.map((each) => ({ value: each.id, label: each.name }))}
            value={from}
            onChange={setFrom}
          />
        )}
        {!strategy && templateOptions.length > 0 && from === null && (
          <Select
            label="Template"
            placeholder="No template"
            searchable
            clearable
            data={[...new Map(templateOptions.map((option) => [option.value, option])).values()]}
            value={template}
            onChange={setTemplate}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!trimmed || wrong !== undefined}>
            Create
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

interface Asked {
  readonly app: string
  readonly name: string
  readonly strategy: boolean
  readonly from: string | null
  readonly template: string | null
  /** Where the configs of this kind are read. */
  readonly configs: string
  readonly index: number
}

const documentOf = async ({ app, name, strategy, from, template, configs, index }: Asked): Promise<object> => {
  const base = { name, application: app, index, ...(strategy ? { strategy: true } : {}) }
  if (from !== null) {
    const all = await get<(PipelineConfig & { updateTs?: string; locked?: unknown })[]>(configs)
    const source = all.find(({ id }) => id === from)
    if (source === undefined) throw new Error('What was to be copied is not there any more.')
    const { id: _id, updateTs: _saved, locked: _locked, ...rest } = source
    return { ...rest, ...base }
  }
  if (template !== null)
    return {
      ...base,
      schema: 'v2',
      template: {
        artifactAccount: 'front50ArtifactCredentials',
        reference: `spinnaker://${template}`,
        type: 'front50/pipelineTemplate',
      },
      ...{ variables: {}, exclude: [], triggers: [], parameters: [], notifications: [], stages: [] },
    }
  const settings = { limitConcurrent: !strategy, keepWaitingPipelines: false, spelEvaluator: 'v4' }
  return { ...base, stages: [], triggers: [], ...settings }
}
