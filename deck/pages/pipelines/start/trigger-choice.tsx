import { NativeSelect, Select, Textarea, TextInput } from '@mantine/core'
import { get } from '../../../data/gate.ts'
import { useGate } from '../../../data/queries.ts'
import type { Execution } from '../../../data/shapes.ts'
import { statusWords } from '../../../ui/status.tsx'

type Json = Readonly<Record<string, unknown>>

/** As whom a start appears: by hand, or as if one of the pipeline's triggers had fired. */
export interface ChosenTrigger {
  /** Its place among the pipeline's triggers; undefined by hand. */
  readonly at?: number
  /** What a person says of it: a build's number, a tag, a payload as text, the parent's execution. */
  readonly said: Readonly<Record<string, string>>
}

export const BY_HAND: ChosenTrigger = { said: {} }

interface Asked {
  readonly name: string
  readonly label: string
  readonly json?: true
}

/** What is asked for by type of trigger; the names are those that the engine reads. */
const ASKED: Readonly<Record<string, readonly Asked[]>> = {
  jenkins: [{ name: 'buildNumber', label: 'Build number' }],
  travis: [{ name: 'buildNumber', label: 'Build number' }],
  concourse: [{ name: 'buildNumber', label: 'Build number' }],
  wercker: [{ name: 'buildNumber', label: 'Build number' }],
  docker: [{ name: 'tag', label: 'Tag' }],
  git: [
    { name: 'branch', label: 'Branch' },
    { name: 'hash', label: 'Commit' },
  ],
  webhook: [{ name: 'payload', label: 'Payload (JSON)', json: true }],
  pubsub: [{ name: 'payload', label: 'Payload (JSON)', json: true }],
}

const jsonProblem = (text: string): string | undefined => {
  if (text.trim() === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? undefined : 'An object is wanted: { … }'
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}`
  }
}

export const triggerProblem = (triggers: readonly Json[], { at, said }: ChosenTrigger): string | undefined => {
  const trigger = at === undefined ? undefined : triggers[at]
  const asked = ASKED[String(trigger?.type)] ?? []
  return asked
    .filter(({ json }) => json)
    .map(({ name }) => jsonProblem(said[name] ?? ''))
    .find(Boolean)
}

/** The chosen trigger as it is sent: its own fields and what was said of it. `type` stays `manual` (deck: startManualPipeline). */
export const triggerFields = (triggers: readonly Json[], { at, said }: ChosenTrigger): Json => {
  const trigger = at === undefined ? undefined : triggers[at]
  if (trigger === undefined) return {}
  const { type: _type, enabled: _enabled, id: _id, ...own } = trigger
  if (trigger.type === 'pipeline')
    return said.parentPipelineId
      ? { parentPipelineId: said.parentPipelineId, parentPipelineApplication: trigger.application }
      : {}
  const asked = ASKED[String(trigger.type)] ?? []
  const answers = asked.flatMap(({ name, json }): [string, unknown][] => {
    const text = said[name]?.trim()
    return text ? [[name, json ? JSON.parse(text) : text]] : []
  })
  return { ...own, ...Object.fromEntries(answers) }
}

interface TriggerChoiceProps {
  readonly triggers: readonly Json[]
  readonly chosen: ChosenTrigger
  readonly choose: (chosen: ChosenTrigger) => void
}

const nameOf = (trigger: Json): string => {
  const about = ['job', 'slug', 'repository', 'source', 'subscriptionName', 'description'].map(
    (field) => trigger[field],
  )
  return [trigger.type, about.find((each) => typeof each === 'string' && each !== '')].filter(Boolean).join(': ')
}

export const TriggerChoice = ({ triggers, chosen, choose }: TriggerChoiceProps) => {
  const trigger = chosen.at === undefined ? undefined : triggers[chosen.at]
  const kinds = triggers
    .map((each, at) => ({ each, at }))
    .filter(({ each }) => each.type === 'pipeline' || ASKED[String(each.type)])
  if (kinds.length === 0) return null
  const say = (name: string, value: string) => choose({ ...chosen, said: { ...chosen.said, [name]: value } })
  return (
    <>
      <NativeSelect
        label="Trigger"
        description="As if one of the pipeline's triggers had fired"
        value={chosen.at === undefined ? '' : String(chosen.at)}
        data={[
          { value: '', label: 'By hand' },
          ...kinds.map(({ each, at }) => ({ value: String(at), label: nameOf(each) })),
        ]}
        onChange={(event) => {
          const at = event.currentTarget.value
          choose(at === '' ? BY_HAND : { at: Number(at), said: {} })
        }}
      />
      {trigger?.type === 'pipeline' && (
        <ParentRun
          id={String(trigger.pipeline)}
          value={chosen.said.parentPipelineId ?? ''}
          change={(value) => say('parentPipelineId', value)}
        />
      )}
      {(ASKED[String(trigger?.type)] ?? []).map(({ name, label, json }) => {
        const value = chosen.said[name] ?? ''
        const typed = (event: { currentTarget: { value: string } }) => say(name, event.currentTarget.value)
        return json ? (
          <Textarea
            key={name}
            label={label}
            autosize
            minRows={3}
            maxRows={12}
            value={value}
            error={jsonProblem(value)}
            onChange={typed}
          />
        ) : (
          <TextInput key={name} label={label} value={value} onChange={typed} />
        )
      })}
    </>
  )
}

const ParentRun = ({ id, value, change }: { id: string; value: string; change: (value: string) => void }) => {
  const query = { pipelineConfigIds: id, limit: 20, expand: false }
  const runs = useGate(['runs', 'parents', id], (signal) => get<Execution[]>('/executions', query, signal)).data ?? []
  return (
    <Select
      label="Execution"
      placeholder={runs.length === 0 ? 'It never ran' : 'Choose one'}
      searchable
      clearable
      data={[...runs].reverse().map((run) => ({
        value: run.id,
        label: `${run.name ?? run.id} · ${statusWords(run.status)} · ${new Date(run.startTime ?? run.buildTime).toLocaleString()}`,
      }))}
      value={value || null}
      onChange={(next) => change(next ?? '')}
    />
  )
}
