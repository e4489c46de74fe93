import { useState } from 'react'
import { executionAddress } from '../../data/places.ts'
import { RunStatus, statusOfRun, wordsOfRun } from '../../ui/run-status.tsx'
import { signOf, stateOf } from '../../ui/status.tsx'
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
          <Bar key={each.id} app={app} run={each} point={setPointed} />
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

interface BarProps {
  readonly app: string
  readonly run: Run
  readonly point: (id: string | undefined) => void
}

/** One element and no more: a list of a thousand pipelines has ten thousand of them. */
const Bar = ({ app, run, point }: BarProps) => {
  const words = saying(run)
  return (
    // biome-ignore lint/a11y/useAnchorContent: its label says what it is
    <a
      href={`#${executionAddress(app, run.id)}`}
      data-state={stateOf(statusOfRun(run))}
      data-sign={signOf(statusOfRun(run))}
      className="pipelines-bar"
      title={words}
      aria-label={words}
      onMouseEnter={() => point(run.id)}
      onFocus={() => point(run.id)}
      onBlur={() => point(undefined)}
    />
  )
}
