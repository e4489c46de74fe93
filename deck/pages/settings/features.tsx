import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
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

/** Which parts of the deck the application uses; the stock deck reads only those. */
export const Features = ({ app, attributes }: SectionProps) => {
  const { enabled, disabled } = (attributes.dataSources ?? {}) as { enabled?: unknown; disabled?: unknown }
  const [edited, setEdited] = useState<readonly string[]>()
  const off = edited ?? words(disabled)
  const toggle = (key: string) => setEdited(off.includes(key) ? off.filter((each) => each !== key) : [...off, key])
  // Both lists always: the stock deck breaks on one alone. What is not known here stays as it is.
  const dataSources = {
    ...(attributes.dataSources as object | undefined),
    enabled: [...new Set([...words(enabled), ...SOURCES.map(({ key }) => key)])].filter((key) => !off.includes(key)),
    disabled: [...off],
  }
  return (
    <>
      <p className="quiet">What is switched off is neither shown nor read for this application.</p>
      {SOURCES.map(({ key, label }) => (
        <Checkbox key={key} label={label} checked={!off.includes(key)} onChange={() => toggle(key)} />
      ))}
      {edited && (
        <div className="row">
          <Button
            onClick={(event) => saveAttributes(app, attributes, { dataSources }, 'features', event.currentTarget)}
          >
            Save
          </Button>
          <Button variant="default" onClick={() => setEdited(undefined)}>
            Revert
          </Button>
        </div>
      )}
    </>
  )
}
