import './diff.css'
import { type Line, linesOf } from './lines.ts'
import type { Change } from './merge-patch.ts'

/** Each changed field with what it was and what it becomes. */
export const ChangesView = ({ changes }: { changes: readonly Change[] }) => (
  <section className="diff" aria-label="Changes">
    {changes.length === 0 && <div className="diff-line quiet">Nothing is changed.</div>}
    {changes.map((change) => (
      <div key={change.path}>
        <div className="mono diff-path">{change.path}</div>
        <Lines lines={linesOf(textOf(change.before), textOf(change.after))} />
      </div>
    ))}
  </section>
)

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : JSON.stringify(value, null, 2))

const WORDS = { '+': 'added', '-': 'removed', ' ': '' } as const

const Lines = ({ lines }: { lines: readonly Line[] }) => (
  <pre className="mono">
    {lines.map(({ sign, text }, position) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
      <span key={position} className="diff-line" data-sign={sign}>
        <span className="visually-hidden">{WORDS[sign]}</span>
        {`${sign} ${text}`}
      </span>
    ))}
  </pre>
)
