import { createRequire } from 'node:module'
import type { Finding, Severity } from '../findings.ts'
import { createBoard } from './board.ts'
import type { OutputFormat, Speech } from './command.ts'
import { type Look, painted, type Terminal, wrapped } from './terminal.ts'

export interface SpeechOptions extends Look {
  readonly quiet: boolean
  readonly format: OutputFormat | undefined
}

/** Loads at once, and only where YAML is shown: an answer stands in the order in which it was given. */
const load = createRequire(import.meta.url)

/** A speech that ends: with `-o json` a command without data answers with what it said. */
export interface EndingSpeech extends Speech {
  end(exitCode: number): void
}

/** Answers in the original's forms. With `-o json` or `-o yaml` standard output holds one document and nothing else. */
export function createSpeech(terminal: Terminal, options: SpeechOptions): EndingSpeech {
  const { quiet, format } = options
  const parseable = format === 'json' || format === 'yaml'
  const board = createBoard(terminal, options, parseable ? 'errors' : 'output')
  const said: string[] = []
  const found: Finding[] = []
  let answered = false
  const wrap = (text: string, indent = 2) => wrapped(text, options.columns, indent)
  const outcome = (mark: string, message: string) => {
    said.push(message)
    if (!quiet && !parseable) board.write(wrap(`${mark} ${message}`))
  }

  return {
    quiet,
    format,
    success: (message) => outcome(painted(options, 'green', '+'), message),
    failure(message) {
      said.push(message)
      if (!parseable) board.write(wrap(`${painted(options, 'red', '-')} ${message}`), 'errors')
    },
    line(text) {
      said.push(text)
      if (format !== 'none' && !parseable) board.write(text)
    },
    findings(findings) {
      found.push(...findings)
      for (const text of groups(findings, options))
        board.write(text.lines, text.severity === 'INFO' && !parseable ? 'output' : 'errors')
    },
    data(value, preset = 'yaml') {
      answered = true
      const chosen = format ?? preset
      if (chosen !== 'none') board.write(shown(value, chosen))
    },
    table(columns, rows) {
      if (format === 'json' || format === 'yaml') {
        answered = true
        const records = rows.map((row) =>
          Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])),
        )
        board.write(shown(records, format))
      } else if (format !== 'none') board.write(aligned(columns, rows, options))
    },
    progress: (message) => (quiet ? silent : board.add(message)),
    end(exitCode) {
      board.close()
      if (parseable && !answered)
        board.write(shown({ status: exitCode === 0 ? 'SUCCEEDED' : 'FAILED', messages: said, findings: found }, format))
    },
  }
}

const silent = { update() {}, succeed() {}, fail() {} }

function groups(findings: readonly Finding[], options: SpeechOptions) {
  const wrap = (text: string, indent: number) => wrapped(text, options.columns, indent)
  const groups = Map.groupBy(findings, ({ location }) => location)
  return [...groups].map(([location, members]) => ({
    severity: members.every(({ severity }) => severity === 'INFO') ? ('INFO' as Severity) : ('WARNING' as Severity),
    lines: [
      wrap(`Validation in ${location}:`, 2),
      ...members.flatMap(({ severity, message, remediation, options: values }) => [
        wrap(`${mark(severity, options)} ${message}`, 2),
        ...(remediation === undefined ? [] : [wrap(`? ${remediation}`, 2)]),
        ...(values === undefined || values.length === 0
          ? []
          : ['? Options include: ', ...values.map((value) => `  - ${value}`)]),
      ]),
      '',
    ].join('\n'),
  }))
}

function mark(severity: Severity, look: Look): string {
  if (severity === 'INFO') return '- INFO'
  if (severity === 'WARNING') return painted(look, 'yellow', '- WARNING')
  return painted(look, 'red', '! ERROR')
}

function shown(value: unknown, format: 'yaml' | 'json' | 'string'): string {
  if (format === 'json') return JSON.stringify(value ?? null, null, 2)
  if (format === 'string' && (typeof value !== 'object' || value === null)) return String(value ?? '')
  if (format === 'string' && Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return value.join('\n')
  const { Document } = load('yaml') as typeof import('yaml')
  return new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0, indentSeq: false }).trimEnd()
}

function aligned(columns: readonly string[], rows: readonly (readonly string[])[], look: Look): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => (index === row.length - 1 ? text : text.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd()
  return [painted(look, 'bold', line(columns.map((column) => column.toUpperCase()))), ...rows.map(line)].join('\n')
}
