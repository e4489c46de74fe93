import { Button, Checkbox } from '@mantine/core'
import type { Json } from '../../data/shapes.ts'
import { OthersChanges, useDraft } from './draft.tsx'
import { saveAttributes } from './save-attributes.tsx'
import type { SectionProps } from './settings.tsx'

const SOURCES = [
  { key: 'executions', label: 'Pipelines' },
  { key: 'serverGroups', label: 'Clusters' },
  { key: 'loadBalancers', label: 'Load balancers' },
  { key: 'securityGroups', label: 'Firewalls' },
  { key: 'functions', label: 'Functions' },
] as const

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

interface DataSources {
  readonly enabled?: unknown
  readonly disabled?: unknown
}

/** Both lists always: the stock deck breaks on one alone. What is not known here stays as it is. */
const without = (off: readonly string[], { dataSources }: Json) => ({
  ...(dataSources as object | undefined),
  enabled: [
    ...new Set([...words((dataSources as DataSources | undefined)?.enabled), ...SOURCES.map(({ key }) => key)]),
  ].filter((key) => !off.includes(key)),
  disabled: [...off],
})

/** Which parts of the deck the application uses; the stock deck reads only those. */
export const Features = ({ app, attributes }: SectionProps) => {
  const draft = useDraft<readonly string[]>(attributes, (off, base) => ({ ...base, dataSources: without(off, base) }))
  const off = draft.edited ?? words((attributes.dataSources as DataSources | undefined)?.disabled)
  const toggle = (key: string) => draft.edit(off.includes(key) ? off.filter((each) => each !== key) : [...off, key])
  return (
    <>
      <p className="quiet">What is switched off is neither shown nor read for this application.</p>
      {SOURCES.map(({ key, label }) => (
        <Checkbox key={key} label={label} checked={!off.includes(key)} onChange={() => toggle(key)} />
      ))}
      <OthersChanges draft={draft} by={attributes.lastModifiedBy} />
      {draft.edited && (
        <div className="row">
          <Button
            onClick={(event) => {
              const { dataSources } = draft.wanted
              saveAttributes(app, draft.base, { dataSources }, 'features', event.currentTarget)
            }}
          >
            Save
          </Button>
          <Button variant="default" onClick={draft.revert}>
            Revert
          </Button>
        </div>
      )}
    </>
  )
}
