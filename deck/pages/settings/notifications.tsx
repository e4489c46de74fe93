import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { get, path, post } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { createMerge } from '../../ui/diff/others-changes.ts'
import { problemsOf } from '../../ui/form/check.ts'
import { beginning, type JsonSchema, meaning } from '../../ui/form/schema.ts'
import { SchemaForm } from '../../ui/form/schema-form.tsx'
import { Failed, Loaded } from '../../ui/states.tsx'
import { OthersChanges, useDraft } from './draft.tsx'

const TYPES = [
  'email',
  'slack',
  'sms',
  'githubStatus',
  'googlechat',
  'microsoftteams',
  'pubsub',
  'bearychat',
  'cdevents',
]
const WHEN = ['pipeline.starting', 'pipeline.complete', 'pipeline.failed']
const MESSAGES = {
  'pipeline.starting': 'starting',
  'pipeline.complete': 'complete',
  'pipeline.failed': 'failed',
} as const

const schema: JsonSchema = {
  type: 'object',
  required: ['type', 'address', 'when'],
  properties: {
    type: { type: 'string', title: 'By', enum: TYPES },
    address: { type: 'string', title: 'To', description: 'An address, a channel, a number', minLength: 1 },
    when: {
      type: 'array',
      title: 'When a pipeline',
      items: { type: 'string', enum: WHEN, labels: ['starts', 'succeeds', 'fails'] },
    },
    ...Object.fromEntries(
      Object.entries(MESSAGES).map(([when, word]) => [
        word,
        {
          type: 'string',
          title: `Text when it is ${word}`,
          shown: ({ when: chosen }: Json) => Array.isArray(chosen) && chosen.includes(when),
        },
      ]),
    ),
  },
}

interface Entry {
  readonly stored: Json
  readonly values: Json
}

const entriesOf = (stored: Json): Entry[] =>
  Object.entries(stored).flatMap(([type, list]) =>
    (Array.isArray(list) ? (list as Json[]) : []).map((entry) => {
      const message = (entry.message ?? {}) as Record<string, { text?: string }>
      const texts = Object.entries(MESSAGES).map(([when, word]) => [word, message[when]?.text])
      const values = { type, address: entry.address, when: entry.when, ...Object.fromEntries(texts) }
      return { stored: entry, values: beginning(schema, values) as Json }
    }),
  )

/** The stock shape: a list for each type, beside what else the document holds. */
const documentOf = (app: string, stored: Json, entries: readonly Entry[]): Json => {
  const others = Object.fromEntries(Object.entries(stored).filter(([, value]) => !Array.isArray(value)))
  const lists: Record<string, Json[]> = {}
  for (const type of Object.keys(stored)) if (Array.isArray(stored[type])) lists[type] = []
  for (const { stored: before, values } of entries) {
    const given = meaning(schema, values) as Json
    const type = String(given.type)
    const texts = Object.entries(MESSAGES).flatMap(([when, word]) => {
      const known = ((before.message ?? {}) as Json)[when] as Json | undefined
      return given[word] ? [[when, { ...known, text: given[word] }] as const] : []
    })
    const { message: _, ...kept } = before
    const message = texts.length > 0 ? { message: Object.fromEntries(texts) } : {}
    lists[type] = [
      ...(lists[type] ?? []),
      { ...kept, type, address: given.address, when: given.when ?? [], level: 'application', ...message },
    ]
  }
  return { ...others, application: app, ...lists }
}

const routeOf = (app: string) => path('notifications', 'application', app)
const read = async (app: string, signal?: AbortSignal) =>
  (await get<Json | undefined>(routeOf(app), undefined, signal)) ?? {}

/** Who is told of all the application's pipelines. */
export const Notifications = ({ app }: { app: string }) => (
  <Loaded of={useGate(['application', app, 'notifications'], (signal) => read(app, signal))} what="Notifications">
    {(stored) => <Editor app={app} stored={stored} />}
  </Loaded>
)

const Editor = ({ app, stored }: { app: string; stored: Json }) => {
  const draft = useDraft<readonly Entry[]>(stored, (edited, base) => documentOf(app, base, edited))
  const { wanted, base } = draft
  const [asked, setAsked] = useState(false)
  const entries = draft.edited ?? entriesOf(stored)
  const problems = entries.map(({ values }) => problemsOf(schema, values))
  const isFine = problems.every((each) => Object.keys(each).length === 0)
  const merge = useMemo(() => createMerge(base), [base])
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async () => post(routeOf(app), merge(wanted, await read(app))),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['application', app] }),
  })
  const fresh = () => beginning(schema, { type: 'email', address: '', when: ['pipeline.failed'] }) as Json
  return (
    <>
      <p className="quiet">For every pipeline of this application. Those of one pipeline are in its configuration.</p>
      {entries.length === 0 && <div className="panel empty">Nobody is told yet.</div>}
      {entries.map(({ values }, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place
        <fieldset key={position} className="panel settings-item">
          <legend className="visually-hidden">notification {position + 1}</legend>
          <div className="field-grid">
            <SchemaForm
              schema={schema}
              values={values}
              change={(next) =>
                draft.edit(entries.map((each, at) => (at === position ? { ...each, values: next as Json } : each)))
              }
              problems={asked ? problems[position]! : {}}
            />
          </div>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Remove notification ${position + 1}`}
            onClick={() => draft.edit(entries.filter((_, at) => at !== position))}
          >
            Remove notification
          </Button>
        </fieldset>
      ))}
      {draft.edited && isFine && <ChangesView changes={changesOf(base, mergePatchOf(base, wanted))} />}
      <OthersChanges draft={draft} by={stored.lastModifiedBy} />
      {save.error && <Failed what="The notifications were not saved." error={save.error} />}
      <div className="row">
        <Button variant="default" onClick={() => draft.edit([...entries, { stored: {}, values: fresh() }])}>
          Add notification
        </Button>
        {draft.edited && (
          <>
            <Button
              loading={save.isPending}
              onClick={() => {
                setAsked(true)
                if (isFine) save.mutate()
              }}
            >
              Save
            </Button>
            <Button variant="default" onClick={draft.revert}>
              Revert
            </Button>
          </>
        )}
      </div>
    </>
  )
}
