import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Json } from '../../data/shapes.ts'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, isSame, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { Person } from '../../ui/person.tsx'

interface Draft<T> {
  /** What is edited; undefined while nothing is. */
  readonly edited: T | undefined
  /** The document as it was when the editing began. */
  readonly base: Json
  /** What the document becomes. */
  readonly wanted: Json
  /** What somebody else made of the same fields meanwhile, as a merge patch; undefined: they are as they were. */
  readonly others: Json | undefined
  readonly edit: (edited: T) => void
  readonly revert: () => void
}

/** Editing a part of a stored document that others change too. It ends when the document has become what is wanted. */
export const useDraft = <T,>(stored: Json, meant: (edited: T, base: Json) => Json): Draft<T> => {
  const [draft, setDraft] = useState<{ readonly edited: T; readonly base: Json }>()
  const wanted = draft && meant(draft.edited, draft.base)
  const mine = draft && wanted ? Object.keys(mergePatchOf(draft.base, wanted)) : []
  const isDone = mine.length > 0 && mine.every((key) => isSame(wanted?.[key], stored[key]))
  const edit = (edited: T) => setDraft({ edited, base: draft && !isDone ? draft.base : stored })
  const revert = () => setDraft(undefined)
  if (!draft || !wanted || isDone)
    return { edited: undefined, base: stored, wanted: stored, others: undefined, edit, revert }
  const { edited, base } = draft
  const changed = Object.entries(mergePatchOf(base, stored)).filter(([key]) => mine.includes(key))
  return { edited, base, wanted, others: changed.length > 0 ? Object.fromEntries(changed) : undefined, edit, revert }
}

interface OthersProps {
  readonly draft: Pick<Draft<never>, 'base' | 'others' | 'revert'>
  readonly by: unknown
}

/** That somebody else changed what is being edited, and how. */
export const OthersChanges = ({ draft: { base, others, revert }, by }: OthersProps) =>
  others && (
    <div className="notice stack" data-state="waiting" role="alert">
      <span>
        <Person name={typeof by === 'string' ? by : undefined} /> changed the same while you edited it:
      </span>
      <ChangesView changes={changesOf(base, others)} />
      <div>
        <Button size="compact-sm" variant="default" onClick={revert}>
          Drop my changes and take these
        </Button>
      </div>
    </div>
  )
