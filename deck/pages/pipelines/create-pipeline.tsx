import { Button, Group, Modal, NativeSelect, Select, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get, path, post } from '../../data/gate.ts'
import type { PipelineConfig } from '../../data/shapes.ts'
import { useTemplates } from '../../data/templates.ts'
import { useAct } from '../../ui/act.ts'
import { useFacets } from './queries.ts'

interface CreateProps {
  readonly app: string
  readonly close: () => void
}

/** These would break addresses (deck: CreatePipelineModal). */
const FORBIDDEN = /[\\^/?%#]/

/** Makes a pipeline or a strategy: empty, as a copy, or from a template; then its editor opens. */
export const CreatePipeline = ({ app, close }: CreateProps) => {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [type, setType] = useState<'pipeline' | 'strategy'>('pipeline')
  const [from, setFrom] = useState<string | null>(null)
  const [template, setTemplate] = useState<string | null>(null)
  const templates = (useTemplates().data ?? []).filter(({ schema }) => schema === 'v2')
  const strategy = type === 'strategy'
  const { data: facets, isPending: isReading } = useFacets(app)
  const kinds = (facets?.pipelines ?? []).filter((each) => (each.strategy === true) === strategy)
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
      const body = await documentOf({ app, name: trimmed, strategy, from, configs, index })
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
  /** What the template asks for is asked where what comes of it can be seen. */
  const goOn = (templateId: string) => {
    close()
    void navigate({
      to: '/pipeline-templates/$templateId',
      params: { templateId },
      search: { use: '1', app, name: trimmed },
    })
  }
  return (
    <Modal opened onClose={close} title="Create a pipeline" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!trimmed || wrong || isReading || create.isPending) return
          if (template !== null) goOn(template)
          else create.mutate()
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
        {!strategy && templates.length > 0 && from === null && (
          <Select
            label="Template"
            placeholder="No template"
            searchable
            clearable
            data={templates.map((each) => ({ value: each.id, label: each.name }))}
            value={template}
            onChange={setTemplate}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!trimmed || wrong !== undefined || isReading}>
            {template === null ? 'Create' : 'Go on'}
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
  /** Where the configs of this kind are read. */
  readonly configs: string
  readonly index: number
}

const documentOf = async ({ app, name, strategy, from, configs, index }: Asked): Promise<object> => {
  const base = { name, application: app, index, ...(strategy ? { strategy: true } : {}) }
  if (from !== null) {
    const all = await get<(PipelineConfig & { updateTs?: string; locked?: unknown })[]>(configs)
    const source = all.find(({ id }) => id === from)
    if (source === undefined) throw new Error('What was to be copied is not there any more.')
    const { id: _id, updateTs: _saved, locked: _locked, ...rest } = source
    return { ...rest, ...base }
  }
  const settings = { limitConcurrent: !strategy, keepWaitingPipelines: false, spelEvaluator: 'v4' }
  return { ...base, stages: [], triggers: [], ...settings }
}
