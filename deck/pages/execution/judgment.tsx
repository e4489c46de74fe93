import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { judge } from '../../data/actions.ts'
import { openJudgments } from '../../data/execution.ts'
import { useExecution } from '../../data/queries.ts'
import type { Stage } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { Loaded } from '../../ui/states.tsx'

/** The judgments of one execution that wait for a person; reads the execution whole, for lists come without contexts. */
export const Judgments = ({ id }: { id: string }) => (
  <div className="judgment">
    <Loaded of={useExecution(id)} what="The judgment">
      {(execution) => openJudgments(execution).map((stage) => <Judgment key={stage.id} id={id} stage={stage} />)}
    </Loaded>
  </div>
)

export const Judgment = ({ id, stage }: { id: string; stage: Stage }) => {
  const { instructions, judgmentInputs } = stage.context as {
    instructions?: string
    judgmentInputs?: ({ value?: string } | string)[]
  }
  const inputs = (judgmentInputs ?? [])
    .map((each) => (typeof each === 'string' ? each : (each.value ?? '')))
    .filter(Boolean)
  const [input, setInput] = useState('')
  const decide = useAct('The judgment', (status: 'continue' | 'stop') =>
    judge(id, stage.id, status, input || inputs[0]),
  )
  return (
    <div className="notice stack" data-state="waiting">
      <div>
        <strong>{stage.name}</strong>
        {instructions && <div>{plainText(instructions)}</div>}
      </div>
      <div className="row">
        {inputs.length > 0 && (
          <NativeSelect
            aria-label="Judgment input"
            size="xs"
            data={inputs}
            value={input || inputs[0] || ''}
            onChange={(event) => setInput(event.currentTarget.value)}
          />
        )}
        <Button size="compact-sm" disabled={decide.isPending} onClick={() => decide.mutate('continue')}>
          Continue
        </Button>
        <Button size="compact-sm" color="red" disabled={decide.isPending} onClick={() => decide.mutate('stop')}>
          Stop
        </Button>
      </div>
    </div>
  )
}

/** Instructions may carry HTML written for the stock deck; it is read as text, never run. */
const plainText = (html: string): string => new DOMParser().parseFromString(html, 'text/html').body.textContent ?? html
