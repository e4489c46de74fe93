import { json } from '@codemirror/lang-json'
import { EditorState } from '@codemirror/state'
import { oneDark } from '@codemirror/theme-one-dark'
import { EditorView, highlightActiveLine, lineNumbers } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { minimalSetup } from 'codemirror'
import { useEffect, useRef } from 'react'

interface EditorProps {
  label: string
  /** What it begins with; what happens to it later is told by `change`. */
  initial: string
  change: (text: string) => void
}

/** Comes before the dark theme, whose colours of the ground it replaces. */
const look = EditorView.theme({
  '&': {
    fontSize: 'var(--type-small)',
    border: '1px solid var(--deck-line)',
    borderRadius: '4px',
    maxHeight: '50vh',
    backgroundColor: 'var(--deck-surface)',
    color: 'var(--deck-text)',
  },
  '&.cm-focused': { outline: '2px solid var(--deck-focus)' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--deck-raised)', color: 'var(--deck-quiet)', border: 'none' },
  '.cm-content': { caretColor: 'var(--deck-text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--deck-raised)' },
})

/** An editor of JSON. Tab leaves it, as it leaves every field. */
export const JsonEditor = ({ label, initial, change }: EditorProps) => {
  const place = useRef<HTMLDivElement>(null)
  const begin = useRef({ initial, change })
  begin.current.change = change
  const scheme = useComputedColorScheme()
  useEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: begin.current.initial,
        extensions: [
          minimalSetup,
          lineNumbers(),
          highlightActiveLine(),
          json(),
          EditorView.lineWrapping,
          look,
          scheme === 'dark' ? oneDark : [],
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (!docChanged) return
            // A change of theme builds the editor anew, with what was written.
            begin.current.initial = state.doc.toString()
            begin.current.change(begin.current.initial)
          }),
        ],
      }),
    })
    return () => editor.destroy()
  }, [label, scheme])
  return <div ref={place} />
}
