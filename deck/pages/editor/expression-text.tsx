import { Textarea, TextInput } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import type { TextFieldProps } from '../../ui/form/form-fields.ts'
import { useEditing } from './editor-context.ts'
import { Evaluated } from './evaluated.tsx'
import { completionAt, type Suggestion, useSuggestions } from './expressions.ts'

const MOST = 8

/** Text in which there may be expressions: what can stand in them is offered behind `${`, and what they come to is shown below. */
export const ExpressionText = ({
  label,
  description,
  value,
  change,
  required,
  long,
  mono,
  placeholder,
  error,
}: TextFieldProps) => {
  const list = useId()
  const { readOnly, execution } = useEditing()
  const suggestions = useSuggestions()
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null)
  const [caret, setCaret] = useState<number>()
  const [chosen, setChosen] = useState(0)
  const at = caret === undefined ? undefined : completionAt(value, caret)
  const word = at?.word.toLowerCase() ?? ''
  const offered: readonly Suggestion[] = at
    ? suggestions.filter(({ text }) => text.toLowerCase().includes(word) && text.toLowerCase() !== word).slice(0, MOST)
    : []
  const take = ({ text }: Suggestion) => {
    if (!at || caret === undefined) return
    change(value.slice(0, at.from) + text + value.slice(caret))
    const end = at.from + text.length
    setCaret(undefined)
    setChosen(0)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(end, end)
    })
  }
  const common = {
    label,
    description,
    placeholder,
    error,
    withAsterisk: required ?? false,
    value,
    readOnly,
    spellCheck: !mono,
    role: offered.length > 0 ? 'combobox' : undefined,
    'aria-autocomplete': offered.length > 0 ? ('list' as const) : undefined,
    'aria-expanded': offered.length > 0 ? true : undefined,
    'aria-controls': offered.length > 0 ? list : undefined,
    'aria-activedescendant': offered.length > 0 ? `${list}-${chosen}` : undefined,
    classNames: mono ? { input: 'mono' } : {},
    onBlur: () => setCaret(undefined),
    onChange: (event: React.ChangeEvent<HTMLTextAreaElement & HTMLInputElement>) => {
      setCaret(event.currentTarget.selectionStart ?? undefined)
      setChosen(0)
      change(event.currentTarget.value)
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      if (offered.length === 0) return
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      const one = offered[chosen]
      if (step !== 0) setChosen((chosen + step + offered.length) % offered.length)
      else if (event.key === 'Escape') setCaret(undefined)
      else if ((event.key === 'Enter' || event.key === 'Tab') && one) take(one)
      else return
      event.preventDefault()
      event.stopPropagation()
    },
  }
  const isLong = long || value.includes('\n')
  return (
    <div className="editor-text">
      {isLong ? (
        <Textarea ref={field} {...common} autosize minRows={2} maxRows={16} />
      ) : (
        <TextInput ref={field} {...common} />
      )}
      {offered.length > 0 && (
        <div className="editor-offers" role="listbox" id={list} aria-label="Completions">
          {offered.map((each, position) => (
            // The keyboard is heard by the field, which keeps the focus.
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            <div
              key={each.text}
              id={`${list}-${position}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(each)}
            >
              <span className="mono">{each.text}</span> <span className="quiet small clip">{each.about}</span>
            </div>
          ))}
        </div>
      )}
      {execution !== undefined && value.includes('${') && <Evaluated execution={execution} expression={value} />}
    </div>
  )
}
