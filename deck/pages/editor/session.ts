import { useEffect, useMemo, useRef, useState } from 'react'
import { isSame } from '../../ui/diff/merge-patch.ts'
import { discardDraft, keepDraft, type PendingText, readDraft } from './document/draft.ts'
import { change, type History, historyOf, redo, undo } from './document/history.ts'
import { mergePipelines } from './document/merge.ts'
import { contentOf, type Pipeline, textOf, withContent } from './document/pipeline.ts'

interface State {
  readonly id: string
  /** What was saved last, as far as the person in front of it knows. */
  readonly base: Pipeline
  readonly history: History
  /** Text that is not valid and therefore no part of the document. */
  readonly text?: PendingText | undefined
  /** When the draft was kept with which the work goes on. */
  readonly restored?: number | undefined
}

export interface Session {
  readonly base: Pipeline
  readonly document: Pipeline
  readonly dirty: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly text: PendingText | undefined
  readonly restored: number | undefined
  /** What somebody else saved since, if anybody did. */
  readonly theirs: Pipeline | undefined
  /** `what` names the field: typing in one is one step back. */
  readonly edit: (next: Pipeline | ((document: Pipeline) => Pipeline), what?: string) => void
  readonly undo: () => void
  readonly redo: () => void
  readonly setText: (text: PendingText | undefined) => void
  /** Back to what is saved; a step that can be undone. */
  readonly revert: () => void
  /** What was sent is saved now, and the server has it like this. */
  readonly saved: (sent: Pipeline, stored: Pipeline) => void
  /** Goes on from what somebody else saved, with what was merged of both. */
  readonly rebase: (merged: Pipeline, theirs: Pipeline) => void
  readonly keepRestored: () => void
}

const KEEP_AFTER_MS = 300

const isDirty = ({ base, history, text }: State): boolean =>
  text !== undefined || !isSame(contentOf(base), contentOf(history.present))

const begin = (id: string, stored: Pipeline): State => {
  const draft = readDraft(id)
  if (!draft || (!draft.text && isSame(contentOf(draft.document), contentOf(stored))))
    return { id, base: stored, history: historyOf(stored) }
  const history = change(historyOf(draft.base), draft.document)
  return { id, base: draft.base, history, text: draft.text, restored: draft.at }
}

/** The work on one pipeline: from what is stored, over edits that can be undone, to what is saved. `stored`: as the server has it now. */
export const useSession = (id: string, stored: Pipeline): Session => {
  const [state, setState] = useState(() => begin(id, stored))
  const { base, history, text, restored } = state
  const document = history.present
  const dirty = useMemo(() => isDirty(state), [state])
  const isNews = textOf(stored.updateTs) !== textOf(base.updateTs) && !isSame(contentOf(stored), contentOf(base))

  // Who has changed nothing sees what others save at once.
  useEffect(() => {
    setState((now) => {
      if (textOf(stored.updateTs) === textOf(now.base.updateTs)) return now
      if (!isDirty(now)) return { ...now, base: stored, history: historyOf(stored) }
      // Saved without a difference: there is nothing to merge, only another state to save upon.
      if (isSame(contentOf(stored), contentOf(now.base)))
        return {
          ...now,
          base: stored,
          history: { ...now.history, present: withContent(stored, contentOf(now.history.present)) },
        }
      return now
    })
  }, [stored])

  const keep = useRef(() => {})
  keep.current = () => {
    if (dirty) keepDraft(id, { base, document, at: Date.now(), ...(text && { text }) })
    else discardDraft(id)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept is what these are
  useEffect(() => {
    const timer = setTimeout(() => keep.current(), KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [id, dirty, base, document, text])
  // Who leaves within that time loses nothing, and finds nothing again that was saved.
  useEffect(() => {
    const leave = () => keep.current()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [])

  const actions = useMemo(() => {
    const step = (next: (history: History) => History) => setState((now) => ({ ...now, history: next(now.history) }))
    return {
      edit: (next: Pipeline | ((document: Pipeline) => Pipeline), what?: string) =>
        step((now) => change(now, typeof next === 'function' ? next(now.present) : next, what)),
      undo: () => step(undo),
      redo: () => step(redo),
      setText: (pending: PendingText | undefined) =>
        setState((now) => (isSame(now.text, pending) ? now : { ...now, text: pending })),
      revert: () =>
        setState((now) => ({ ...now, text: undefined, restored: undefined, history: change(now.history, now.base) })),
      saved: (sent: Pipeline, newest: Pipeline) => {
        setState((now) => {
          // What was typed while it was being saved is kept, on top of what the server made of the rest.
          const { merged } = mergePipelines(sent, now.history.present, newest)
          return { ...now, base: newest, restored: undefined, history: { ...now.history, present: merged } }
        })
      },
      rebase: (merged: Pipeline, theirs: Pipeline) =>
        setState((now) => ({ ...now, base: theirs, history: change(now.history, merged) })),
      keepRestored: () => setState((now) => ({ ...now, restored: undefined })),
    }
  }, [])

  return {
    base,
    document,
    dirty,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    text,
    restored: dirty ? restored : undefined,
    theirs: isNews && dirty ? stored : undefined,
    ...actions,
  }
}
