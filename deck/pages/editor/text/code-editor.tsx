import { autocompletion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { linter, lintGutter } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { oneDark } from '@codemirror/theme-one-dark'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Language } from '../document/text.ts'
import type { Suggestion } from '../expressions.ts'
import { completionsAt } from './completion.ts'
import { findingsIn } from './findings.ts'
import type { PipelineSchema } from './pipeline-schema.ts'

interface EditorProps {
  label: string
  language: Language
  text: string
  change: (text: string) => void
  readOnly: boolean
  schema: PipelineSchema
  suggestions: readonly Suggestion[]
}

const look = EditorView.theme({
  '&': {
    fontSize: 'var(--type-small)',
    border: '1px solid var(--deck-line)',
    borderRadius: '4px',
    maxHeight: '75vh',
    minHeight: '320px',
    backgroundColor: 'var(--deck-surface)',
    color: 'var(--deck-text)',
  },
  '&.cm-focused': { outline: '2px solid var(--deck-focus)' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--deck-raised)', color: 'var(--deck-quiet)', border: 'none' },
  '.cm-content': { caretColor: 'var(--deck-text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--deck-raised)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--deck-surface)',
    color: 'var(--deck-text)',
    border: '1px solid var(--deck-line)',
  },
})

/** A text of JSON or YAML, with completion and findings from the schema of pipelines. Tab leaves it, as it leaves every field. */
export const CodeEditor = ({ label, language, text, change, readOnly, schema, suggestions }: EditorProps) => {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(undefined)
  const newest = useRef({ text, change, schema, suggestions })
  newest.current = { text, change, schema, suggestions }
  const scheme = useComputedColorScheme()
  useEffect(() => {
    const complete = (context: CompletionContext) =>
      completionsAt(context.state.doc.toString(), context.pos, language, newest.current, context.explicit)
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: newest.current.text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          search({ top: true }),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          language === 'json' ? json() : yaml(),
          autocompletion({ override: [complete] }),
          linter((at) => findingsIn(at.state.doc.toString(), language, newest.current.schema), { delay: 400 }),
          lintGutter(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.lineWrapping,
          EditorState.readOnly.of(readOnly),
          look,
          scheme === 'dark' ? oneDark : [],
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged && state.doc.toString() !== newest.current.text) newest.current.change(state.doc.toString())
          }),
        ],
      }),
    })
    editor.current = view
    return () => view.destroy()
  }, [label, language, scheme, readOnly])
  useEffect(() => {
    const view = editor.current
    if (!view || view.state.doc.toString() === text) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  }, [text])
  return <div ref={place} />
}
