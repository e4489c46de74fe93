import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import { isMissing } from '../../data/gate.ts'
import { useExecution } from '../../data/queries.ts'
import type { Execution } from '../../data/shapes.ts'
import { useAddress } from '../../ui/address.ts'
import { useExecutionActions } from '../../ui/execution-actions.tsx'
import { usePageActions } from '../../ui/page-actions.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Empty } from '../../ui/states.tsx'
import { ExecutionAt, type ExecutionPlace, isGone } from './execution-details.tsx'
import { useRuns } from './queries.ts'

/** An execution on its own page: the address to share, with all that the stock deck's addresses say. */
export const ExecutionPage = () => {
  const { app, id } = useParams({ from: '/applications/$app/executions/details/$id' })
  const [address, change] = useAddress()
  const query = useExecution(id)
  const { data: execution, error } = query
  const go = useCallback((next: ExecutionPlace) => change(next as Record<string, string | undefined>), [change])
  usePageTitle(`${execution?.name ?? 'Execution'} · ${app}`)
  if (isMissing(error) && !execution)
    return (
      <Empty title="This execution cannot be found">
        <p>It may have been deleted, or be older than what is kept.</p>
        <Link to="/applications/$app/executions" params={{ app }}>
          Executions of {app}
        </Link>
      </Empty>
    )
  return (
    <>
      {execution && !isGone(query) && <Keys execution={execution} />}
      <ExecutionAt key={id} id={id} titled place={address} go={go} />
    </>
  )
}

/** What the keyboard and the palette can do here: what can be done to the execution, and the runs before and after it. */
const Keys = ({ execution }: { execution: Execution }) => {
  const navigate = useNavigate()
  const runs = useRuns(execution.pipelineConfigId).data ?? []
  const actions = useExecutionActions(execution)
  const here = runs.findIndex(({ id }) => id === execution.id)
  const open = (run: Execution | undefined) => () => {
    if (!run) return
    const params = { app: run.application, id: run.id }
    void navigate({ to: '/applications/$app/executions/details/$id', params })
  }
  const focused = (): HTMLElement | null =>
    document.activeElement instanceof HTMLElement ? document.activeElement : null
  usePageActions([
    ...(here >= 0 && runs[here + 1] ? [{ name: 'Previous execution', keys: '[', run: open(runs[here + 1]) }] : []),
    ...(here > 0 ? [{ name: 'Next execution', keys: ']', run: open(runs[here - 1]) }] : []),
    ...actions.map(({ name, run }) => ({
      name: `${name} ${execution.name ?? 'execution'}`,
      ...(name === 'Re-run' ? { keys: 'r' } : {}),
      run: () => run(focused()),
    })),
  ])
  return null
}
