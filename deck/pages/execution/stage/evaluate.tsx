import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Execution, Stage } from '../../../data/shapes.ts'
import { JsonTree } from '../../../ui/json-tree.tsx'
import { Failed } from '../../../ui/states.tsx'
import { evaluate } from '../queries.ts'
import { object, objects, text } from './values.ts'

/** What an expression is worth here: what pipelines may say, tried on what this execution has. Nothing is changed by it. */
export const Evaluate = ({ execution, stage }: { execution: Execution; stage: Stage }) => {
  const [words, setWords] = useState('')
  const ask = useMutation({
    mutationFn: () => evaluate(execution.id, stage.id, words.includes('${') ? words : '${'.concat(words, '}')),
  })
  const problems = Object.values(object(ask.data?.detail)).flatMap(objects)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim()) ask.mutate()
      }}
    >
      <div className="row" style={{ alignItems: 'end' }}>
        <TextInput
          className="execution-grow"
          size="sm"
          label={`Expression, as seen by ${stage.name}`}
          placeholder="${trigger.parameters.image}"
          spellCheck={false}
          autoComplete="off"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={ask.isPending}>
          Evaluate
        </Button>
      </div>
      <div className="stack" aria-live="polite">
        {ask.error && <Failed what="The expression could not be evaluated." error={ask.error} />}
        {problems.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice
          <div key={at} className="notice" data-state="failed">
            {text(each.description)}
          </div>
        ))}
        {ask.data !== undefined && problems.length === 0 && <Result value={ask.data.result} />}
      </div>
    </form>
  )
}

const Result = ({ value }: { value: unknown }) =>
  typeof value === 'object' && value !== null ? (
    <JsonTree label="Result" value={value} />
  ) : (
    <pre className="mono execution-text">{value === undefined || value === null ? 'null' : String(value)}</pre>
  )
