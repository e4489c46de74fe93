import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Person } from '../../../ui/person.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { When } from '../../../ui/time.tsx'
import { contentOf, type Pipeline, textOf, withContent } from '../document/pipeline.ts'
import { differencesOf, summaryOf } from '../document/summary.ts'
import { useEditing } from '../editor-context.ts'
import { useRevisions } from '../queries.ts'
import { Difference } from './difference.tsx'

const savedAt = ({ updateTs, lastModified }: Pipeline): number => Number(updateTs ?? lastModified ?? 0)

/** Which one it is; not where it stands, as the list grows at its beginning. */
const identityOf = (revision: Pipeline, fromOldest: number): string => String(savedAt(revision) || `-${fromOldest}`)

/** Every saved version, with who saved it and what it changed; an old one can be brought back as an edit. */
export const Revisions = ({ id, leave }: { id: string; leave: () => void }) => {
  const { kind, edit, document, readOnly } = useEditing()
  const [chosenId, setChosenId] = useState<string>()
  const [against, setAgainst] = useState('previous')
  return (
    <section className="stack" aria-label="Revisions">
      <div className="row">
        <h2>Revisions</h2>
        <Button className="push" size="compact-sm" variant="default" onClick={leave}>
          Back to the editor
        </Button>
      </div>
      <Loaded of={useRevisions(kind, id)} what="The revisions">
        {(revisions) => {
          const ids = revisions.map((each, position) => identityOf(each, revisions.length - position))
          const chosen = Math.max(0, chosenId === undefined ? 0 : ids.indexOf(chosenId))
          const revision = revisions[chosen]
          if (!revision) return <Empty title="No revisions">Each time it is saved, there is one more.</Empty>
          const other =
            against === 'current' ? document : (revisions[chosen + 1] ?? { ...revision, ...emptied(revision) })
          return (
            <div className="editor-columns">
              <ol className="panel editor-revisions" aria-label="Saved versions, the newest first">
                {revisions.map((each, position) => (
                  <li key={ids[position]}>
                    <button
                      type="button"
                      className="plain"
                      aria-current={position === chosen ? 'true' : undefined}
                      onClick={() => setChosenId(ids[position])}
                    >
                      <span>
                        <When at={savedAt(each)} /> {position === 0 && <span className="tag">Current</span>}
                      </span>
                      <span className="small">
                        <Person name={textOf(each.lastModifiedBy) || 'anonymous'} />
                      </span>
                      <span className="quiet small">
                        {position === revisions.length - 1
                          ? 'The oldest that is kept'
                          : summaryOf(differencesOf(revisions[position + 1] ?? {}, each))}
                      </span>
                    </button>
                  </li>
                ))}
              </ol>
              <div className="stack">
                <div className="row">
                  <SegmentedControl
                    size="xs"
                    aria-label="Compare with"
                    value={against}
                    onChange={setAgainst}
                    data={[
                      { value: 'previous', label: 'With the one before' },
                      { value: 'current', label: 'With what is edited now' },
                    ]}
                  />
                  {!readOnly && chosen > 0 && (
                    <Button
                      className="push"
                      size="compact-sm"
                      onClick={() => {
                        edit((now) => withContent(now, contentOf(revision)))
                        leave()
                      }}
                    >
                      Restore this version…
                    </Button>
                  )}
                </div>
                <Difference
                  label="Revision"
                  before={against === 'current' ? revision : other}
                  after={against === 'current' ? document : revision}
                />
              </div>
            </div>
          )
        }}
      </Loaded>
    </section>
  )
}

/** What stands before the oldest revision. */
const emptied = (revision: Pipeline): Pipeline =>
  Object.fromEntries(Object.keys(contentOf(revision)).map((key) => [key, undefined]))
