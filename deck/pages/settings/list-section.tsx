import { Button } from '@mantine/core'
import { useState } from 'react'
import { useServerGroups } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { problemsOf } from '../../ui/form/check.ts'
import { beginning, meaning } from '../../ui/form/schema.ts'
import { SchemaForm } from '../../ui/form/schema-form.tsx'
import { Json as JsonView } from '../../ui/json.tsx'
import type { AttributeList } from './lists.ts'
import { saveAttributes } from './save-attributes.tsx'
import type { SectionProps } from './settings.tsx'

interface Draft {
  readonly beside: Json
  readonly items: readonly Json[]
}

/** Edits a list among the attributes; saving shows what changes and keeps every field that is not known here. */
export const ListSection = ({ app, attributes, list }: SectionProps & { list: AttributeList }) => {
  const value = attributes[list.attribute]
  const holder = list.inside ? ((value ?? {}) as Json) : {}
  const stored = list.inside ? holder[list.inside] : value
  const saved: Draft = {
    beside: beginning(list.beside ?? { type: 'object' }, holder) as Json,
    items: (Array.isArray(stored) ? (stored as Json[]) : []).map((item) => beginning(list.item, item) as Json),
  }
  const [edited, setEdited] = useState<Draft>()
  const [asked, setAsked] = useState(false)
  const draft = edited ?? saved
  const problems = draft.items.map((item) => problemsOf(list.item, item))
  const besideProblems = list.beside ? problemsOf(list.beside, draft.beside) : {}
  const isFine = [...problems, besideProblems].every((each) => Object.keys(each).length === 0)
  const set = (items: readonly Json[]) => setEdited({ ...draft, items })
  const whole = (): unknown => {
    const items = draft.items.map((item) => meaning(list.item, item))
    return list.inside
      ? { ...holder, ...(list.beside ? meaning(list.beside, draft.beside) : {}), [list.inside]: items }
      : items
  }
  return (
    <>
      <p className="quiet">{list.about}</p>
      {list.beside && (
        <div className="field-grid">
          <SchemaForm
            schema={list.beside}
            values={draft.beside}
            change={(beside) => setEdited({ ...draft, beside: beside as Json })}
            problems={asked ? besideProblems : {}}
          />
        </div>
      )}
      {draft.items.length === 0 && <div className="panel empty">There is no {list.one} yet.</div>}
      {draft.items.map((item, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <fieldset key={position} className="panel settings-item">
          <legend className="visually-hidden">
            {list.one} {position + 1}
          </legend>
          <div className="field-grid">
            <SchemaForm
              schema={list.item}
              values={item}
              change={(values) => set(draft.items.map((other, at) => (at === position ? (values as Json) : other)))}
              problems={asked ? problems[position]! : {}}
            />
          </div>
          {list.section === 'traffic-guards' && <Guarded app={app} guard={item} />}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Remove ${list.one} ${position + 1}`}
            onClick={() => set(draft.items.filter((_, at) => at !== position))}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <div className="row">
        <Button variant="default" onClick={() => set([...draft.items, beginning(list.item, list.fresh) as Json])}>
          Add {list.one}
        </Button>
        {edited && (
          <>
            <Button
              onClick={(event) => {
                setAsked(true)
                if (isFine)
                  saveAttributes(app, attributes, { [list.attribute]: whole() }, list.title, event.currentTarget)
              }}
            >
              Save
            </Button>
            <Button variant="default" onClick={() => setEdited(undefined)}>
              Revert
            </Button>
          </>
        )}
        {asked && !isFine && (
          <span className="status" data-state="failed" role="alert">
            Some fields need your attention.
          </span>
        )}
      </div>
      <JsonView title={`${list.title} as JSON`} value={value ?? null} />
    </>
  )
}

const fits = (pattern: unknown, value: string): boolean => pattern === '*' || String(pattern ?? '') === value

/** The clusters that a guard means now. */
const Guarded = ({ app, guard }: { app: string; guard: Json }) => {
  const groups = useServerGroups(app).data ?? []
  const clusters = new Set(
    groups
      .filter(
        ({ account, region, moniker }) =>
          fits(guard.account, account) &&
          fits(guard.location, region) &&
          fits(guard.stack, moniker?.stack ?? '') &&
          fits(guard.detail, moniker?.detail ?? ''),
      )
      .map(({ account, region, cluster, moniker }) => `${cluster ?? moniker?.cluster} in ${account} ${region}`),
  )
  return (
    <p className="quiet small">
      {clusters.size === 0 ? 'Matches no cluster that exists now.' : `Matches ${[...clusters].sort().join(', ')}.`}
    </p>
  )
}
