import type { Finding } from '../findings.ts'
import type { HalHome } from '../home.ts'

/** A flag of a command. */
export interface Flag {
  /** Without dashes. */
  readonly name: string
  /** Further names, without dashes; one of a single letter is written `-f`. */
  readonly aliases?: readonly string[]
  readonly describe: string
  /** `switch` stands alone; `boolean` takes true or false; `texts` takes several, separated by commas or spaces. */
  readonly kind: 'switch' | 'boolean' | 'text' | 'integer' | 'choice' | 'texts'
  readonly options?: readonly string[]
  /** What a command that adds something writes when the flag is absent. */
  readonly default?: unknown
  /** What holds while nothing is written; help shows it. */
  readonly otherwise?: unknown
  readonly required?: boolean
  /** Asked for without echo (or read from standard input) when no value follows; never shown. */
  readonly secret?: boolean
  /** A path, made absolute before it is stored. */
  readonly file?: boolean
  /** What may stand there in this halconfig, such as names of accounts; for completion and `--options`. */
  readonly candidates?: Candidates
}

/** Values that only the halconfig knows. Must be quick, and reaches nothing but files. */
export type Candidates = (where: {
  readonly home: HalHome
  readonly deployment: string | undefined
}) => readonly string[] | Promise<readonly string[]>

/** A word of `hal`. One without `run` only has further words. */
export interface Command {
  readonly name: string
  readonly describe: string
  readonly argument?: {
    readonly name: string
    readonly describe: string
    readonly required?: boolean
    readonly candidates?: Candidates
  }
  /** Not shown in help and reference. */
  readonly hidden?: boolean
  /** Calls worth copying, without the word `hal`, each with what it does. */
  readonly examples?: readonly (readonly [call: string, describe: string])[]
  readonly flags?: readonly Flag[]
  /** The command itself, where only its name and its description stand here: loaded when a line names it. */
  readonly load?: () => Promise<Command>
  /** Made only when they are needed: a command answers at once because it loads nothing but itself. */
  readonly commands?: () => readonly Command[] | Promise<readonly Command[]>
  /** Returns the exit code; 0 when that is no number. Throws a problem of the error family for exit code 1. */
  readonly run?: (invocation: Invocation) => Promise<unknown>
}

export type OutputFormat = 'yaml' | 'json' | 'string' | 'none'

/** One call of `hal`. */
export interface Invocation {
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  /** Of `--deployment`; without it the current one. */
  readonly deployment: string | undefined
  readonly argument: string | undefined
  /** The flags that were given, and the defaults of those that have one, by name. */
  readonly flags: Readonly<Record<string, unknown>>
  /** Not with `--no-validate`. */
  readonly validates: boolean
  /** Aborted by Ctrl-C and by `--timeout`; the command leaves things whole and throws, and `hal` exits with 7. */
  readonly signal: AbortSignal
  readonly say: Speech
  readonly ask: Questions
}

/** How a command answers. Data, success and information go to standard output, the rest to standard error. */
export interface Speech {
  readonly quiet: boolean
  /** What was asked for with `-o`; a command that prints data says what it prints without. */
  readonly format: OutputFormat | undefined
  /** `+ message` */
  success(message: string): void
  /** `- message` */
  failure(message: string): void
  /** A line as it is. */
  line(text: string): void
  /** Findings in the original's groups: `Validation in <location>:`, `! ERROR …`, `? remedy`. */
  findings(findings: readonly Finding[]): void
  /** The answer itself: YAML unless `-o` or `preset` says otherwise. */
  data(value: unknown, preset?: OutputFormat): void
  /** A table of texts with a header. */
  table(columns: readonly string[], rows: readonly (readonly string[])[]): void
  /** A line that shows that something goes on; on a terminal it is drawn in place. */
  progress(message: string): Progress
}

export interface Progress {
  update(message: string): void
  succeed(message?: string): void
  fail(message?: string): void
}

/** Questions to the person. In a pipe an answer is read from standard input, or the default is taken. */
export interface Questions {
  /** `<prompt> Do you want to continue? (y/N)`; yes with `-q`. */
  confirm(prompt: string): Promise<boolean>
  secret(prompt: string): Promise<string>
  text(prompt: string, preset?: string): Promise<string>
  choose(prompt: string, options: readonly string[], preset?: string): Promise<string>
}
