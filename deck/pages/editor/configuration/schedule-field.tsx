import { TextInput } from '@mantine/core'
import { isElsewhere, momentWords, type Schedule, useSchedule } from '../../../data/schedule.ts'
import type { PickerFieldProps } from '../../../ui/form/form-fields.ts'
import { textOf } from '../document/pipeline.ts'

/** A schedule, with what it says and when it comes next, or why it is none, while it is written. */
export const ScheduleField = ({ label, description, required, value, change, values }: PickerFieldProps) => {
  const schedule = useSchedule(value, textOf(values.id))
  return (
    <div className="stack editor-schedule">
      <TextInput
        label={label}
        description={description}
        withAsterisk={required ?? false}
        classNames={{ input: 'mono' }}
        value={value}
        error={schedule && !schedule.valid ? reasonIn(schedule.message) : undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <div role="status">{schedule?.valid && <Words schedule={schedule} />}</div>
    </div>
  )
}

/** Before the reason stands the expression, which is right above. */
const reasonIn = (message: string): string => message.replace(/^.* explanation: /s, '')

const Words = ({ schedule: { description, next, timeZone, starts } }: { schedule: Schedule & { valid: true } }) => (
  <div className="small">
    <strong>{description}</strong> <span className="quiet">on the clock of {timeZone}</span>
    {!starts && (
      <div className="notice">Nothing here starts pipelines by their schedules yet: this Echo has no scheduler.</div>
    )}
    {next.length === 0 ? (
      <div>It never comes again.</div>
    ) : (
      <ul className="changes" aria-label="Comes next">
        {next.map((at) => (
          <li key={at}>
            <time dateTime={new Date(at).toISOString()}>{momentWords(at)}</time>
            {isElsewhere(at, timeZone) && (
              <span className="quiet">
                {' '}
                for you, {momentWords(at, timeZone)} in {timeZone}
              </span>
            )}
          </li>
        ))}
      </ul>
    )}
  </div>
)
