import { Button } from '@mantine/core'
import { editStage } from '../../../../data/actions.ts'
import type { Execution, Stage } from '../../../../data/shapes.ts'
import { useAct } from '../../../../ui/act.ts'
import { Asked } from '../../../../ui/asked.tsx'
import { openDialog } from '../../../../ui/dialogs.tsx'
import { Facts } from '../../../../ui/facts.tsx'
import { Markdown } from '../../../../ui/markdown.tsx'
import { markdownOfHtml } from '../../../../ui/markdown-of-html.ts'
import { Person } from '../../../../ui/person.tsx'
import { durationWords, useNow, When } from '../../../../ui/time.tsx'
import { isSkippable } from '../../stages.ts'
import { object, objects, text, texts } from '../values.ts'
import type { ContentProps } from './content.ts'

const SkipDialog = ({ execution, stage, close }: ContentProps & { close: () => void }) => {
  const skip = useAct('Skipping the wait', () => editStage(execution.id, stage.id, { skipRemainingWait: true }), close)
  const words = text(stage.context.skipWaitText) ?? text(object(stage.context.restrictedExecutionWindow).skipWindowText)
  return (
    <Asked
      title={`Skip the rest of ${stage.name}`}
      close={close}
      does="Skip"
      leaves="Keep waiting"
      pending={skip.isPending}
      act={() => skip.mutate()}
    >
      {words ? <Markdown>{markdownOfHtml(words)}</Markdown> : <div>What comes after it starts at once.</div>}
    </Asked>
  )
}

/** Ends a wait now; asks first where the pipeline's author wants people to read something. */
export const SkipWait = ({ execution, stage }: { execution: Execution; stage: Stage }) =>
  isSkippable(stage) && (
    <Button
      size="compact-xs"
      variant="default"
      onClick={(event) =>
        openDialog((close) => <SkipDialog execution={execution} stage={stage} close={close} />, event.currentTarget)
      }
    >
      Skip wait
    </Button>
  )

export const Wait = ({ stage }: ContentProps) => {
  const present = useNow()
  const seconds = Number(stage.context.waitTime)
  const isKnown = Number.isFinite(seconds)
  const left = stage.startTime === undefined ? undefined : stage.startTime + seconds * 1000 - present
  return (
    <Facts
      facts={[
        ['Waits', isKnown ? durationWords(seconds * 1000) : text(stage.context.waitTime)],
        [
          'Remaining',
          stage.status === 'RUNNING' && isKnown && left !== undefined && (
            <span role="timer">{left > 0 ? durationWords(left) : 'any moment'}</span>
          ),
        ],
        ['Skipped', stage.context.skipRemainingWait === true && 'The rest of the wait was skipped'],
      ]}
    />
  )
}

const DAYS = ['', 'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const two = (value: unknown): string => String(value ?? 0).padStart(2, '0')

export const Window = ({ stage }: ContentProps) => {
  const { whitelist, days, timezone, jitter } = object(stage.context.restrictedExecutionWindow)
  const windows = objects(whitelist).map(
    ({ startHour, startMin, endHour, endMin }) => `${two(startHour)}:${two(startMin)} – ${two(endHour)}:${two(endMin)}`,
  )
  const { minDelay, maxDelay } = object(jitter)
  return (
    <Facts
      facts={[
        ['May run', windows.join(', ')],
        ['On', Array.isArray(days) && days.length > 0 && days.map((day) => DAYS[Number(day)] ?? day).join(', ')],
        ['Time zone', text(timezone)],
        ['Spread', maxDelay !== undefined && `by ${minDelay ?? 0} to ${maxDelay} seconds, at random`],
        [
          'Opens',
          stage.status === 'RUNNING' &&
            stage.scheduledTime !== undefined &&
            new Date(stage.scheduledTime).toLocaleString(),
        ],
        ['Why it failed', text(stage.context.failureReason)],
      ]}
    />
  )
}

export const JudgmentPart = ({ stage }: ContentProps) => {
  if (stage.status === 'RUNNING')
    return <div className="quiet">It waits for a person: the decision is taken at the top.</div>
  const { instructions, judgmentStatus, judgmentInput, selectedStageRoles, comment } = stage.context
  return (
    <>
      {typeof instructions === 'string' && <Markdown>{markdownOfHtml(instructions)}</Markdown>}
      <Facts
        facts={[
          ['Decision', text(judgmentStatus)],
          ['Choice', text(judgmentInput)],
          ['Comment', text(comment)],
          [
            'By',
            judgmentStatus !== undefined && (
              <Person name={stage.lastModified?.user ?? text(stage.context.lastModifiedBy)} />
            ),
          ],
          ['When', stage.lastModified && <When at={stage.lastModified.lastModifiedTime} />],
          ['May be taken by', texts(selectedStageRoles).join(', ')],
        ]}
      />
    </>
  )
}
