import { Menu } from '@mantine/core'
import { IconLock, IconTemplate } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { memo } from 'react'
import { configureAddress, pipelineAddress } from '../../data/places.ts'
import { momentWords, soonWords } from '../../data/schedule.ts'
import { parseReference, useTemplates } from '../../data/templates.ts'
import { Judgments } from '../../ui/judgment.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { RowMenu } from '../../ui/row-menu.tsx'
import { StarItems } from '../../ui/star.tsx'
import { useNow } from '../../ui/time.tsx'
import type { Filters, ListedPipeline } from './queries.ts'
import { RunsOfPipeline } from './run-list.tsx'
import { Runs } from './runs.tsx'

interface PipelineRowProps {
  readonly app: string
  readonly pipeline: ListedPipeline
  readonly filters: Filters
  readonly runs: number
  readonly open: boolean
  /** An execution that takes the focus when it appears. */
  readonly focus: string | undefined
  readonly toggle: (id: string) => void
  readonly start: (id: string) => void
}

/** A pipeline: what starts it, its last runs, what of it needs a person; opens to its executions. */
export const PipelineRow = memo(({ app, pipeline, filters, runs, open, focus, toggle, start }: PipelineRowProps) => {
  const { id, name, description } = pipeline
  const judging = open ? [] : pipeline.runs.filter(({ needsJudgment }) => needsJudgment)
  return (
    <section className="panel pipelines-row" data-open={open || undefined} aria-label={name}>
      <div className="pipelines-line">
        <div className="pipelines-name">
          <h2>
            <button
              type="button"
              className="plain clip pipelines-title"
              data-row
              aria-expanded={open}
              onClick={() => toggle(id)}
            >
              {name}
            </button>
          </h2>
          <Marks pipeline={pipeline} />
        </div>
        <Runs app={app} runs={pipeline.runs} />
        <div className="pipelines-do">
          <Active pipeline={pipeline} />
          <a className="pipelines-configure" href={`#${configureAddress(app, id)}`} aria-label={`Configure ${name}`}>
            Configure
          </a>
          {!pipeline.strategy && (
            <button
              type="button"
              className="small-button"
              aria-label={`Start ${name}`}
              disabled={pipeline.disabled === true}
              {...(pipeline.disabled ? { title: 'This pipeline is disabled; enable it in its configuration.' } : {})}
              onClick={() => start(id)}
            >
              Start
            </button>
          )}
          <RowMenu label={`More for ${name}`}>{() => <More app={app} pipeline={pipeline} />}</RowMenu>
        </div>
      </div>
      {judging.length > 0 && (
        <div className="pipelines-judgments stack">
          {judging.slice(0, 3).map((run) => (
            <Judgments key={run.id} id={run.id} compact />
          ))}
        </div>
      )}
      {open && (
        <div className="pipelines-inside">
          {description && (
            <div className="pipelines-about">
              <Markdown>{description}</Markdown>
            </div>
          )}
          <RunsOfPipeline app={app} id={id} filters={filters} runs={runs} pinned={pipeline.pinned} focus={focus} />
        </div>
      )}
    </section>
  )
})

const Active = ({ pipeline: { active } }: { pipeline: ListedPipeline }) => {
  const waiting = active.NOT_STARTED ?? 0
  const running = Object.values(active).reduce((sum, count) => sum + count, 0) - waiting
  if (running + waiting === 0) return null
  return (
    <span className="small status" data-state="running">
      {[running > 0 && `${running} running`, waiting > 0 && `${waiting} waiting`].filter(Boolean).join(', ')}
    </span>
  )
}

/** What marks a pipeline: that it is off or locked, what starts it, where it deploys, what it is for. */
const Marks = ({ pipeline }: { pipeline: ListedPipeline }) => {
  const { disabled, locked, strategy, template, triggers, accounts, tags, description } = pipeline
  const on = triggers.filter(({ enabled }) => enabled)
  return (
    <div className="pipelines-marks small">
      {disabled && <span className="tag">disabled</span>}
      {locked && (
        <span className="tag" title="Locked: it cannot be changed here">
          <IconLock size={11} aria-hidden="true" /> locked
        </span>
      )}
      {strategy && <span className="tag">strategy</span>}
      {template && <MadeOf reference={template} />}
      <NextRun pipeline={pipeline} />
      {on.slice(0, 2).map(({ type, about, says }, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: triggers have no other identity
        <span key={position} className="tag wide" title={about ? `${type}: ${about}` : type}>
          {type === 'cron' && about ? (says ?? `not a schedule: ${about}`) : type}
        </span>
      ))}
      {on.length > 2 && <span className="tag wide">+{on.length - 2}</span>}
      {accounts.length > 0 && (
        <span className="tag wide" title={`Deploys to ${accounts.join(', ')}`}>
          {accounts[0]}
          {accounts.length > 1 && ` +${accounts.length - 1}`}
        </span>
      )}
      {tags.slice(0, 2).map((tag) => (
        <span key={`${tag.name}:${tag.value}`} className="tag wide">
          {tag.name}: {tag.value}
        </span>
      ))}
      {description && (
        <span className="quiet clip" title={description}>
          {description.split('\n')[0]}
        </span>
      )}
    </div>
  )
}

/** When a schedule comes next, on the person's own clock, and on the one that it means. */
const NextRun = ({ pipeline: { nextRun, timeZone } }: { pipeline: ListedPipeline }) => {
  const present = useNow()
  if (nextRun === undefined || timeZone === undefined || nextRun < present) return null
  return (
    <time
      className="quiet wide pipelines-next"
      dateTime={new Date(nextRun).toISOString()}
      title={`${momentWords(nextRun)}, that is ${momentWords(nextRun, timeZone)} in ${timeZone}`}
    >
      next {soonWords(nextRun, present)}
    </time>
  )
}

/** The template of a pipeline, by which one finds the way to it. */
const MadeOf = ({ reference }: { reference: string }) => {
  const place = parseReference(reference)
  const templates = useTemplates().data ?? []
  if (place === undefined)
    return (
      <span className="tag wide" title={reference}>
        template
      </span>
    )
  return (
    <Link
      className="tag wide"
      title={`Made of the template ${reference}`}
      to="/pipeline-templates/$templateId"
      params={{ templateId: place.id }}
      search={place.version === undefined ? {} : { version: place.version }}
    >
      <IconTemplate size={11} aria-hidden="true" /> {templates.find(({ id }) => id === place.id)?.name ?? place.id}
    </Link>
  )
}

const More = ({ app, pipeline: { id, name } }: { app: string; pipeline: ListedPipeline }) => {
  const navigate = useNavigate()
  const go = (to: string) => () => void navigate({ href: to } as never)
  return (
    <>
      <StarItems subject={{ type: 'pipeline', name, application: app }} />
      <Menu.Divider />
      <Menu.Item onClick={go(configureAddress(app, id))}>Configure</Menu.Item>
      <Menu.Item onClick={go(`${configureAddress(app, id)}?history=1`)}>Revisions</Menu.Item>
      <Menu.Item onClick={go(pipelineAddress(app, name))}>Show only this pipeline</Menu.Item>
    </>
  )
}
