import './judgment.css'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { judge } from '../data/actions.ts'
import { openJudgments } from '../data/execution.ts'
import { inputsOf, type Right, rightToJudge, timesOutAt } from '../data/judgment.ts'
import { useApplication, useExecution, useUser } from '../data/queries.ts'
import type { Execution, Stage } from '../data/shapes.ts'
import { useAct } from './act.ts'
import { Markdown } from './markdown.tsx'
import { markdownOfHtml } from './markdown-of-html.ts'
import { Loaded } from './states.tsx'
import { Status } from './status.tsx'
import { Duration, durationWords, useNow } from './time.tsx'

/** The judgments of one execution that wait for a person; reads the execution whole, for lists come without contexts. */
export const Judgments = ({ id, compact = false }: { id: string; compact?: boolean }) => (
  <Loaded of={useExecution(id)} what="The judgment" {...(compact ? { meanwhile: <Awaited /> } : {})}>
    {(execution) => (
      <div className="stack">
        {openJudgments(execution).map((stage) => (
          <Judgment key={stage.id} execution={execution} stage={stage} compact={compact} />
        ))}
      </div>
    )}
  </Loaded>
)

/** As tall as a judgment of one line: what is below it stays where it is. */
const Awaited = () => <div className="skeleton judgment-awaited" role="status" aria-label="Loading" />

interface JudgmentProps {
  /** Whole, or at least with its id, its application and who started it. */
  readonly execution: Pick<Execution, 'id' | 'application' | 'authentication' | 'trigger'>
  /** With its context. */
  readonly stage: Stage
  /** One line, as in lists: instructions and the comment open on demand. */
  readonly compact?: boolean
}

/** A decision that an execution waits for: what it is about, who may take it, until when, and Continue and Stop. */
export const Judgment = ({ execution, stage, compact = false }: JudgmentProps) => {
  const user = useUser()
  const application = useApplication(execution.application)
  const [opened, setOpened] = useState(!compact)
  const right = rightToJudge(user.data ?? {}, stage, execution, application.data)
  const { instructions, judgmentStatus } = stage.context as { instructions?: unknown; judgmentStatus?: unknown }
  const words = typeof instructions === 'string' ? markdownOfHtml(instructions) : ''
  return (
    <section className="judgment-card" aria-label={`Judgment ${stage.name}`}>
      <div className="judgment-head">
        <Status status="SUSPENDED" words="Needs judgment" />
        <strong>{stage.name}</strong>
        <span className="judgment-said clip quiet">{!opened && firstLine(words)}</span>
        <Waits stage={stage} />
        {compact && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={opened}
            aria-label={`${opened ? 'Less' : 'More'} about ${stage.name}`}
            onClick={() => setOpened(!opened)}
          >
            {opened ? 'Less' : 'More'}
          </Button>
        )}
      </div>
      {opened && words && <Markdown>{words}</Markdown>}
      {typeof judgmentStatus === 'string' && judgmentStatus !== '' ? (
        <div className="small" role="status">
          Decided: <strong>{judgmentStatus}</strong>. The stage goes on within seconds.
        </div>
      ) : (
        <Decision execution={execution} stage={stage} right={right} opened={opened} />
      )}
    </section>
  )
}

const firstLine = (words: string): string =>
  words
    .split('\n')
    .map((line) => line.replace(/[#*_`>[\]]|\(.*?\)/g, '').trim())
    .find(Boolean) ?? ''

const Waits = ({ stage }: { stage: Stage }) => {
  const present = useNow()
  const end = timesOutAt(stage)
  return (
    <span className="quiet small">
      waiting <Duration from={stage.startTime} to={undefined} />
      {end !== undefined && (
        <span title={`Times out at ${new Date(end).toLocaleString()}`}>
          {end > present ? ` · times out in ${durationWords(end - present)}` : ' · times out now'}
        </span>
      )}
    </span>
  )
}

interface DecisionProps {
  execution: JudgmentProps['execution']
  stage: Stage
  right: Right
  opened: boolean
}

const Decision = ({ execution, stage, right, opened }: DecisionProps) => {
  const inputs = inputsOf(stage)
  const [input, setInput] = useState('')
  const [comment, setComment] = useState('')
  const decide = useAct('The judgment', (status: 'continue' | 'stop') =>
    judge(execution.id, stage.id, status, {
      ...(input ? { judgmentInput: input } : {}),
      ...(comment.trim() ? { comments: commentsWith(stage, comment.trim()) } : {}),
    }),
  )
  const busy = decide.isPending || decide.isSuccess
  const chosen = inputs.length === 0 || inputs.includes(input)
  return (
    <>
      {(inputs.length > 0 || opened) && (
        <div className="judgment-fields">
          {inputs.length > 0 && (
            <NativeSelect
              size="xs"
              {...(opened ? { label: 'Judgment input' } : { 'aria-label': 'Judgment input' })}
              data={[{ value: '', label: 'Choose one…' }, ...inputs]}
              value={input}
              disabled={!right.may}
              onChange={(event) => setInput(event.currentTarget.value)}
            />
          )}
          {opened && (
            <TextInput
              size="xs"
              label="Comment"
              placeholder="Optional, kept with the stage"
              value={comment}
              disabled={!right.may}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          )}
        </div>
      )}
      <div className="judgment-decide">
        <Button
          size="compact-sm"
          aria-label={`Continue ${stage.name}`}
          disabled={busy || !right.may || !chosen}
          onClick={() => decide.mutate('continue')}
        >
          Continue
        </Button>
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          aria-label={`Stop ${stage.name}`}
          disabled={busy || !right.may}
          onClick={() => decide.mutate('stop')}
        >
          Stop
        </Button>
        <span className="small quiet">
          {right.why ?? (chosen ? (opened ? `May decide: ${right.who}.` : '') : 'Choose an input to continue.')}
        </span>
      </div>
    </>
  )
}

/** A stage's `comments` are its author's too: a judge's word comes after them. */
const commentsWith = (stage: Stage, comment: string): string => {
  const { comments } = stage.context as { comments?: unknown }
  return typeof comments === 'string' && comments.trim() ? `${comments}\n\n${comment}` : comment
}
