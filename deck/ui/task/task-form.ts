import type { JsonSchema, Values } from '../form/schema.ts'

/** What a form is made of, where others may change that while somebody reads it. */
export interface Basis {
  /** What is different from when the dialog was opened, in sentences. */
  readonly changes: readonly string[]
  /** Reads it again, and says whether it is still as the form tells. */
  readonly isCurrent: () => Promise<boolean>
  /** Told when something is asked for, so that the form stays as it is, and when one comes back to the form. */
  readonly hold?: (asked: boolean) => void
}

/** Something that a person may have done to a cloud: a form, what will happen in words, and the task that does it. */
export interface TaskForm {
  readonly title: string
  readonly app: string
  /** The task's name in lists. */
  readonly description: string
  /** Words of the button, e.g. `Resize`. */
  readonly submit: string
  /** The account, whose name is asked for where it wants that. */
  readonly account?: string
  /** The same of several. */
  readonly accounts?: readonly string[]
  /** What is asked; nothing without it. */
  readonly schema?: JsonSchema
  readonly initial?: Values
  /** Told what the values mean whenever one changes: what may be chosen in one field may follow from another. */
  readonly changed?: (values: Values) => void
  /** What will happen, in words with numbers. */
  readonly says?: (values: Values) => readonly string[]
  /** Whether it takes something away that does not come back. */
  readonly destructive?: boolean
  /** What must be typed before the button works. */
  readonly typed?: { readonly text: string; readonly what: string }
  /** What is wrong with the values beyond their schema. */
  readonly check?: (values: Values) => Readonly<Record<string, string>>
  /** May read first what it builds on. */
  readonly job: (values: Values) => readonly Record<string, unknown>[] | Promise<readonly Record<string, unknown>[]>
}

/** The same done to many things at once, a task for each. */
export interface BulkForm extends Omit<TaskForm, 'job' | 'description'> {
  readonly tasks: (values: Values) => readonly BulkTask[]
}

export interface BulkTask {
  /** What it is about, e.g. a server group's name. */
  readonly label: string
  readonly description: string
  readonly job: readonly Record<string, unknown>[]
}
