import { EnumConstant } from '../values.ts'

const constantsOf = (typeName: string, names: readonly (string | readonly [string, string])[]) =>
  names.map((name, ordinal) =>
    typeof name === 'string'
      ? new EnumConstant(typeName, name, ordinal)
      : new EnumConstant(typeName, name[0], ordinal, name[1]),
  )

export const DAY_OF_WEEK = 'java.time.DayOfWeek'
export const CHRONO_UNIT = 'java.time.temporal.ChronoUnit'
const MONTH = 'java.time.Month'
const TEXT_STYLE = 'java.time.format.TextStyle'
export const EXECUTION_STATUS = 'com.netflix.spinnaker.orca.api.pipeline.models.ExecutionStatus'

const ENUMS: Readonly<Record<string, readonly EnumConstant[]>> = {
  [DAY_OF_WEEK]: constantsOf(DAY_OF_WEEK, [
    'MONDAY',
    'TUESDAY',
    'WEDNESDAY',
    'THURSDAY',
    'FRIDAY',
    'SATURDAY',
    'SUNDAY',
  ]),
  [CHRONO_UNIT]: constantsOf(CHRONO_UNIT, [
    ['NANOS', 'Nanos'],
    ['MICROS', 'Micros'],
    ['MILLIS', 'Millis'],
    ['SECONDS', 'Seconds'],
    ['MINUTES', 'Minutes'],
    ['HOURS', 'Hours'],
    ['HALF_DAYS', 'HalfDays'],
    ['DAYS', 'Days'],
    ['WEEKS', 'Weeks'],
    ['MONTHS', 'Months'],
    ['YEARS', 'Years'],
    ['DECADES', 'Decades'],
    ['CENTURIES', 'Centuries'],
    ['MILLENNIA', 'Millennia'],
    ['ERAS', 'Eras'],
    ['FOREVER', 'Forever'],
  ]),
  [TEXT_STYLE]: constantsOf(
    TEXT_STYLE,
    'FULL FULL_STANDALONE SHORT SHORT_STANDALONE NARROW NARROW_STANDALONE'.split(' '),
  ),
  // A text converts to a Month, which makes some calls ambiguous; no method hands one out.
  [MONTH]: constantsOf(
    MONTH,
    'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' '),
  ),
  // orca: ExecutionStatus, in its order.
  [EXECUTION_STATUS]: constantsOf(EXECUTION_STATUS, [
    'NOT_STARTED',
    'RUNNING',
    'PAUSED',
    'SUSPENDED',
    'SUCCEEDED',
    'FAILED_CONTINUE',
    'TERMINAL',
    'CANCELED',
    'REDIRECT',
    'STOPPED',
    'SKIPPED',
    'BUFFERED',
  ]),
}

/** The constants of an enum in their order, or undefined when the type is no enum that expressions meet. */
export const enumConstants = (typeName: string): readonly EnumConstant[] | undefined => ENUMS[typeName]

/** The constant of that name, or undefined. */
export const enumConstant = (typeName: string, name: string): EnumConstant | undefined =>
  ENUMS[typeName]?.find((constant) => constant.name === name)
