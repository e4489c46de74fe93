import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { Loading } from '../../../ui/states.tsx'
import type { Pipeline } from '../document/pipeline.ts'
import { differencesOf, summaryOf } from '../document/summary.ts'
import { textOfPipeline } from '../document/text.ts'

const TextDiff = lazy(() =>
  import('../../../ui/diff/text-diff.tsx').then(({ TextDiff: component }) => ({ default: component })),
)

const HOW = { added: '+ added', removed: '− removed', changed: 'changed', reordered: 'reordered' } as const

/** What differs between two versions: in a sentence, as a list, and line by line. */
export const Difference = ({ label, before, after }: { label: string; before: Pipeline; after: Pipeline }) => {
  const isWide = useMediaQuery('(min-width: 900px)', true)
  const [view, setView] = useState<string>()
  const shown = view ?? (isWide ? 'side' : 'unified')
  const differences = differencesOf(before, after)
  return (
    <div className="stack">
      <div className="row">
        <strong>{summaryOf(differences)}</strong>
        <SegmentedControl
          className="push"
          size="xs"
          aria-label="How to show it"
          value={shown}
          onChange={setView}
          data={[
            { value: 'side', label: 'Side by side' },
            { value: 'unified', label: 'Unified' },
          ]}
        />
      </div>
      {differences.length > 0 && (
        <ul className="changes">
          {differences.slice(0, 30).map(({ kind, how, name, fields }) => (
            <li key={`${kind} ${how} ${name}`}>
              {kind} <strong>{name}</strong> {HOW[how]}
              {fields.length > 0 && <span className="quiet">: {fields.join(', ')}</span>}
            </li>
          ))}
        </ul>
      )}
      <Suspense fallback={<Loading />}>
        <TextDiff
          label={label}
          before={textOfPipeline(before, 'json')}
          after={textOfPipeline(after, 'json')}
          sideBySide={shown === 'side'}
        />
      </Suspense>
    </div>
  )
}
