import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAccounts, useServerGroups } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { problemsOf } from '../../ui/form/check.ts'
import { beginning, meaning } from '../../ui/form/schema.ts'
import { SchemaForm } from '../../ui/form/schema-form.tsx'
import { Json as JsonView } from '../../ui/json.tsx'
import { OthersChanges, useDraft } from './draft.tsx'
import { type AttributeList, withAccounts } from './lists.ts'
import { saveAttributes } from './save-attributes.tsx'
import type { SectionProps } from './settings.tsx'

interface Edited {
  readonly beside: Json
  readonly items: readonly Json[]
}

const holderIn = ({ attribute, inside }: AttributeList, attributes: Json): Json =>
  inside ? ((attributes[attribute] ?? {}) as Json) : {}

const storedIn = (list: AttributeList, attributes: Json): Edited => {
  const holder = holderIn(list, attributes)
  const stored = list.inside ? holder[list.inside] : attributes[list.attribute]
  return {
    beside: beginning(list.beside ?? { type: 'object' }, holder) as Json,
    items: (Array.isArray(stored) ? (stored as Json[]) : []).map((item) => beginning(list.item, item) as Json),
  }
}

/** What the attribute becomes; what is beside the list and not known here stays. */
const meant = (list: AttributeList, { beside, items }: Edited, base: Json): unknown => {
  const all = items.map((item) => meaning(list.item, item))
  if (!list.inside) return all
  return { ...holderIn(list, base), ...(list.beside ? meaning(list.beside, beside) : {}), [list.inside]: all }
}

/** Edits a list among the attributes; saving shows what changes and keeps every field that is not known here. */
export const ListSection = ({ app, attributes, list: bare }: SectionProps & { list: AttributeList }) => {
  const accounts = useAccounts().data ?? []
  const list = withAccounts(
    bare,
    accounts.map(({ name }) => name),
  )
  const draft = useDraft<Edited>(attributes, (edited, base) => ({
    ...base,
    [list.attribute]: meant(list, edited, base),
  }))
  const [asked, setAsked] = useState(false)
  const shown = draft.edited ?? storedIn(list, attributes)
  const problems = shown.items.map((item) => problemsOf(list.item, item))
  const besideProblems = list.beside ? problemsOf(list.beside, shown.beside) : {}
  const isFine = [...problems, besideProblems].every((each) => Object.keys(each).length === 0)
  const set = (items: readonly Json[]) => draft.edit({ ...shown, items })
  return (
    <>
      <p className="quiet">{list.about}</p>
      {list.beside && (
        <div className="field-grid">
          <SchemaForm
            schema={list.beside}
            values={shown.beside}
            change={(beside) => draft.edit({ ...shown, beside: beside as Json })}
            problems={asked ? besideProblems : {}}
          />
        </div>
      )}
      {shown.items.length === 0 && <div className="panel empty">There is no {list.one} yet.</div>}
      {shown.items.map((item, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <fieldset key={position} className="panel settings-item">
          <legend className="visually-hidden">
            {list.one} {position + 1}
          </legend>
          <div className="field-grid">
            <SchemaForm
              schema={list.item}
              values={item}
              change={(values) => set(shown.items.map((other, at) => (at === position ? (values as Json) : other)))}
              problems={asked ? problems[position]! : {}}
            />
          </div>
          {list.section === 'traffic-guards' && <Guarded app={app} guard={item} />}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Remove ${list.one} ${position + 1}`}
            onClick={() => set(shown.items.filter((_, at) => at !== position))}
          >
            Remove {list.one}
          </Button>
        </fieldset>
      ))}
      <OthersChanges draft={draft} by={attributes.lastModifiedBy} />
      <div className="row">
        <Button variant="default" onClick={() => set([...shown.items, beginning(list.item, list.fresh) as Json])}>
          Add {list.one}
        </Button>
        {draft.edited && (
          <>
            <Button
              onClick={(event) => {
                setAsked(true)
                const change = { [list.attribute]: draft.wanted[list.attribute] }
                if (isFine) saveAttributes(app, draft.base, change, list.title.toLowerCase(), event.currentTarget)
              }}
            >
              Save
            </Button>
            <Button variant="default" onClick={draft.revert}>
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
      <JsonView title={`${list.title} as JSON`} value={attributes[list.attribute] ?? null} />
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
