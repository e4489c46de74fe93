import { json } from '@codemirror/lang-json'
import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { oneDark } from '@codemirror/theme-one-dark'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { minimalSetup } from 'codemirror'
import { useEffect, useRef } from 'react'

interface DiffProps {
  label: string
  before: string
  after: string
  sideBySide: boolean
}

const look = EditorView.theme({
  '&': { fontSize: 'var(--type-small)', backgroundColor: 'var(--deck-surface)', color: 'var(--deck-text)' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--deck-raised)', color: 'var(--deck-quiet)', border: 'none' },
  '.cm-collapsedLines': {
    background: 'var(--deck-raised)',
    color: 'var(--deck-quiet)',
    // The sign that it has otherwise is in few fonts.
    '&::before, &::after': { content: '"⋯" !important' },
  },
})

/** Two texts, with what differs between them; what is the same is folded. */
export const TextDiff = ({ label, before, after, sideBySide }: DiffProps) => {
  const place = useRef<HTMLElement>(null)
  const scheme = useComputedColorScheme()
  useEffect(() => {
    const side = (name: string): Extension => [
      minimalSetup,
      lineNumbers(),
      json(),
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      look,
      scheme === 'dark' ? oneDark : [],
      EditorView.contentAttributes.of({ 'aria-label': name, tabindex: '0' }),
    ]
    const collapseUnchanged = { margin: 3, minSize: 6 }
    const parent = place.current!
    const view = sideBySide
      ? new MergeView({
          parent,
          a: { doc: before, extensions: side(`${label}: before`) },
          b: { doc: after, extensions: side(`${label}: after`) },
          collapseUnchanged,
          gutter: true,
        })
      : new EditorView({
          parent,
          doc: after,
          extensions: [
            side(label),
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged, gutter: true }),
          ],
        })
    return () => view.destroy()
  }, [label, before, after, sideBySide, scheme])
  return <section ref={place} className="text-diff" aria-label={label} />
}
