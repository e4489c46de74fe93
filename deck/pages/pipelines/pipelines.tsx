import './pipelines.css'
import { Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useAddress } from '../../ui/address.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { usePageActions } from '../../ui/page-actions.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { usePreference } from '../../ui/preference.ts'
import { useRows } from '../../ui/rows.ts'
import { SavedViews } from '../../ui/saved-views.tsx'
import { Empty, Loading } from '../../ui/states.tsx'
import { CreatePipeline } from './create-pipeline.tsx'
import { FilterBar, type Grouping } from './filters.tsx'
import { PipelineList } from './pipeline-list.tsx'
import { type Filters, isFiltered, MOST_BARS, useLiveList } from './queries.ts'
import { Reorder } from './reorder.tsx'
import { AllRuns } from './run-list.tsx'
import { StartDialog } from './start/start-dialog.tsx'
import { StartFromAddress } from './start/start-from-address.tsx'

const ExecutionDetails = lazy(() =>
  import('../execution/execution-details.tsx').then(({ ExecutionDetails }) => ({ default: ExecutionDetails })),
)

const NO_FILTERS = {
  q: undefined,
  pipeline: undefined,
  status: undefined,
  tags: undefined,
  awaitingJudgement: undefined,
}

interface Started {
  readonly pipeline: string
  readonly execution: string
}

/** An application's pipelines with what they did lately, kept live. */
export const Pipelines = () => {
  const { app, id } = useParams({ strict: false }) as { app: string; id?: string }
  const [address, change] = useAddress()
  const [runs, show] = usePreference(`deck.pipelines.${app}.runs`, 10)
  const [grouping, group] = usePreference<Grouping>(`deck.pipelines.${app}.group`, 'Pipeline')
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [started, setStarted] = useState<Started>()
  const { q, pipeline, status, tags, awaitingJudgement } = address
  const filters: Filters = useMemo(
    () => ({ q, pipeline, status, tags, awaitingJudgement }),
    [q, pipeline, status, tags, awaitingJudgement],
  )
  useLiveList(app, filters, grouping === 'Pipeline' ? Math.min(runs, MOST_BARS) : runs)
  usePageTitle(`Pipelines · ${app}`)
  useRows()

  const start = useCallback((which: string) => change({ startManualExecution: which }), [change])
  const toggle = useCallback(
    (which: string) =>
      setOpened((before) => {
        const after = new Set(before)
        if (!after.delete(which)) after.add(which)
        return after
      }),
    [],
  )
  const clear = () => change(NO_FILTERS)
  const began = (pipelineId: string, execution: string) => {
    setOpened((before) => new Set(before).add(pipelineId))
    setStarted({ pipeline: pipelineId, execution })
  }
  const create = (from: HTMLElement | null) => openDialog((close) => <CreatePipeline app={app} close={close} />, from)
  const pick = (from: HTMLElement | null) =>
    openDialog((close) => <StartDialog app={app} close={close} began={began} />, from)
  const focusedElement = () => document.activeElement as HTMLElement | null
  usePageActions([
    { name: 'Start a pipeline', keys: 's', run: () => pick(focusedElement()) },
    { name: 'Create a pipeline', run: () => create(focusedElement()) },
  ])
  return (
    <div className="stack">
      <div className="pipelines-bar-top">
        <FilterBar app={app} grouping={grouping} group={group} runs={runs} show={show} />
        {isFiltered(filters) && (
          <Button size="compact-sm" variant="subtle" onClick={clear}>
            Clear filters
          </Button>
        )}
        <span className="push row tight">
          <Link to="/applications/$app/board" params={{ app }}>
            Environments
          </Link>
          <SavedViews
            of={`pipelines.${app}`}
            values={Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as Record<string, string>}
            open={(values) => change({ ...NO_FILTERS, ...values })}
          />
          <Menu position="bottom-end" withinPortal shadow="md">
            <Menu.Target>
              <Button size="compact-sm" variant="default" aria-label="More for pipelines">
                <IconDots size={16} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => pick(null)}>Start manual execution</Menu.Item>
              <Menu.Item onClick={() => openDialog((close) => <Reorder app={app} close={close} />, null)}>
                Reorder pipelines
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button size="compact-sm" onClick={(event) => create(event.currentTarget)}>
            Create pipeline
          </Button>
        </span>
      </div>
      {id && <OpenExecution app={app} id={id} />}
      {grouping === 'Pipeline' ? (
        <PipelineList
          app={app}
          filters={filters}
          runs={runs}
          opened={opened}
          started={started}
          toggle={toggle}
          start={start}
          clear={clear}
          none={
            <Empty title="No pipelines configured for this application">
              <p>A pipeline is what brings a change to your users: stages that build, ask, deploy and check.</p>
              <Button onClick={(event) => create(event.currentTarget)}>Create pipeline</Button>
            </Empty>
          }
        />
      ) : (
        <AllRuns
          app={app}
          filters={filters}
          runs={runs}
          byTime={grouping === 'Time boundary'}
          focus={started?.execution}
        />
      )}
      <StartFromAddress app={app} began={began} />
    </div>
  )
}

/** The execution that the address names, above the list. */
const OpenExecution = ({ app, id }: { app: string; id: string }) => {
  const [address, change] = useAddress()
  return (
    <section className="panel" aria-label="Execution">
      <div className="top">
        <Link to="/applications/$app/executions/details/$id" params={{ app, id }}>
          Its own page
        </Link>
        <Link className="push" to="/applications/$app/executions" params={{ app }}>
          Close
        </Link>
      </div>
      <div className="inside">
        <Suspense fallback={<Loading />}>
          <ExecutionDetails id={id} titled stage={address.stage} choose={(stage) => change({ stage })} />
        </Suspense>
      </div>
    </section>
  )
}
