import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ExecutionLine, Home } from '../../data/home.ts'
import { executionAddress } from '../../data/places.ts'
import { useAddress } from '../../ui/address.ts'
import { RunStatus } from '../../ui/run-status.tsx'
import { Duration, When } from '../../ui/time.tsx'

const FEW = 8

/** What runs, and what failed within a day: one's own, or everybody's. */
export const Executions = ({ home }: { home: Home }) => {
  const [{ who }, change] = useAddress()
  const isMine = who !== 'all'
  const mine = (lines: readonly ExecutionLine[]) => (isMine ? lines.filter(({ user }) => user === home.user) : lines)
  return (
    <section className="panel" aria-label="Executions">
      <div className="top">
        <h2>Executions</h2>
        <fieldset className="home-who push">
          <legend className="visually-hidden">Whose executions</legend>
          {(
            [
              [undefined, 'Mine'],
              ['all', 'Everybody’s'],
            ] as const
          ).map(([value, name]) => (
            <button key={name} type="button" aria-pressed={who === value} onClick={() => change({ who: value })}>
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      <Lines title="Running" lines={mine(home.running)} none="Nothing runs." />
      <Lines
        title="Failed within a day"
        lines={mine(home.failed)}
        none={isMine ? 'None of yours failed.' : 'None failed.'}
      />
    </section>
  )
}

const Lines = ({ title, lines, none }: { title: string; lines: readonly ExecutionLine[]; none: string }) => {
  const [all, setAll] = useState(false)
  const shown = all ? lines : lines.slice(0, FEW)
  return (
    <div className="home-lines">
      <h3 className="quiet">
        {title} {lines.length > 0 && <span className="tag">{lines.length}</span>}
      </h3>
      {lines.length === 0 && <p className="quiet small">{none}</p>}
      {shown.map((line) => (
        <a
          key={line.id}
          className="home-line"
          href={`#${executionAddress(line.application, line.id)}`}
          data-row
          aria-label={`${line.name} of ${line.application}`}
        >
          <RunStatus run={line} />
          <span className="clip">
            <strong>{line.name}</strong> <span className="quiet">{line.application}</span>
          </span>
          <span className="clip quiet small">{line.stages.join(', ')}</span>
          <span className="quiet small home-when">
            {line.endTime ? <When at={line.endTime} /> : <Duration from={line.startTime} to={undefined} />}
          </span>
        </a>
      ))}
      {lines.length > shown.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          Show all {lines.length}
        </Button>
      )}
    </div>
  )
}
