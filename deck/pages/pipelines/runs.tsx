import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { RunStatus, statusOfRun, wordsOfRun } from '../../ui/run-status.tsx'
import { StatusIcon, stateOf } from '../../ui/status.tsx'
import { Duration, durationWords, When } from '../../ui/time.tsx'
import type { Run } from './queries.ts'

/** What a bar is, in words: for the tooltip and for who does not see it. */
const saying = (run: Run): string =>
  [
    wordsOfRun(run),
    new Date(run.startTime ?? run.buildTime).toLocaleString(),
    run.startTime && run.endTime ? durationWords(run.endTime - run.startTime) : '',
    run.triggerType ? `${run.triggerType} by ${run.user ?? 'anonymous'}` : '',
  ]
    .filter(Boolean)
    .join(', ')

/** A pipeline's last runs as bars, the newest at the right, and the one that is pointed at (else the newest) in words. */
export const Runs = ({ app, runs }: { app: string; runs: readonly Run[] }) => {
  const [pointed, setPointed] = useState<string>()
  const run = runs.find(({ id }) => id === pointed) ?? runs[0]
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving the bars shows the newest again */}
      <div className="pipelines-bars" onMouseLeave={() => setPointed(undefined)}>
        {[...runs].reverse().map((each) => (
          <Link
            key={each.id}
            to="/applications/$app/executions/details/$id"
            params={{ app, id: each.id }}
            preload={false}
            data-state={stateOf(statusOfRun(each))}
            className="pipelines-bar"
            title={saying(each)}
            aria-label={saying(each)}
            onMouseEnter={() => setPointed(each.id)}
            onFocus={() => setPointed(each.id)}
            onBlur={() => setPointed(undefined)}
          >
            <StatusIcon status={statusOfRun(each)} size={15} />
          </Link>
        ))}
      </div>
      <div className="pipelines-last">
        {run === undefined ? (
          <span className="quiet">Never ran</span>
        ) : (
          <>
            <RunStatus run={run} />
            <span className="quiet small clip">
              <When at={run.startTime ?? run.buildTime} /> · <Duration from={run.startTime} to={run.endTime} />
              {run.user && ` · ${run.user}`}
            </span>
          </>
        )}
      </div>
    </>
  )
}
