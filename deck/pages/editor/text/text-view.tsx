import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { isSame } from '../../../ui/diff/merge-patch.ts'
import { contentOf, type Pipeline } from '../document/pipeline.ts'
import { type Language, pipelineOfText, textOfPipeline } from '../document/text.ts'
import { useEditing } from '../editor-context.ts'
import { useSuggestions } from '../expressions.ts'
import { CodeEditor } from './code-editor.tsx'
import { pipelineSchema } from './pipeline-schema.ts'

const AFTER_MS = 250

/** The whole document as text. It follows the document, and the document follows it whenever it is valid. */
export const TextView = ({ language }: { language: Language }) => {
  const { document, edit, text: pending, setText, readOnly, types } = useEditing()
  const [text, setTyped] = useState(() =>
    pending?.language === language ? pending.text : textOfPipeline(document, language),
  )
  // What the text says, as far as the document has taken it over.
  const taken = useRef<Pipeline>(document)
  const typed = useRef(text)
  const suggestions = useSuggestions()
  const reading = pipelineOfText(document, useDeferredValue(text), language)

  // Undo, or somebody else's version: the document changed by other means than this text.
  useEffect(() => {
    if (isSame(contentOf(document), contentOf(taken.current)) || pending) return
    taken.current = document
    typed.current = textOfPipeline(document, language)
    setTyped(typed.current)
  }, [document, language, pending])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const take = useRef(() => {})
  take.current = () => {
    clearTimeout(timer.current)
    timer.current = undefined
    const next = pipelineOfText(document, typed.current, language)
    if (next.problem) return setText({ language, text: typed.current })
    setText(undefined)
    if (isSame(contentOf(next.value), contentOf(document))) return
    taken.current = next.value
    edit(next.value, `text/${language}`)
  }
  useEffect(
    () => () => {
      // Who leaves for the form takes along what was typed a moment ago.
      if (timer.current !== undefined) take.current()
    },
    [],
  )
  const change = (next: string) => {
    typed.current = next
    setTyped(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => take.current(), AFTER_MS)
  }
  const { problem } = reading
  return (
    <div className="stack">
      {problem && (
        <div className="notice" data-state="failed" role="alert">
          Line {problem.line}, column {problem.column}: {problem.message} – the pipeline stays as it was until this is
          put right; nothing that is written here is lost.
        </div>
      )}
      <CodeEditor
        label={`Pipeline as ${language === 'json' ? 'JSON' : 'YAML'}`}
        language={language}
        text={text}
        change={change}
        readOnly={readOnly}
        schema={pipelineSchema(types.all)}
        suggestions={suggestions}
      />
    </div>
  )
}
