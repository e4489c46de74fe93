import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isActive, isFailed } from '../../data/execution.ts'
import { useExecutions, usePipelineConfigs } from '../../data/queries.ts'
import type { Execution, PipelineConfig } from '../../data/shapes.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { ExecutionRow } from './execution-row.tsx'
import { StartPipeline } from './start-pipeline.tsx'

const SHOWN = ['all', 'active', 'failed'] as const
type Shown = (typeof SHOWN)[number]

const isShown: Record<Shown, (execution: Execution) => boolean> = {
  all: () => true,
  active: ({ status }) => isActive(status),
  failed: ({ status }) => isFailed(status),
}

const newestFirst = (a: Execution, b: Execution): number => (b.buildTime ?? 0) - (a.buildTime ?? 0)

/** An application's pipelines, each with its newest executions, kept live. */
export const Pipelines = () => {
  const { app, id } = useParams({ strict: false }) as { app: string; id?: string }
  const [limit, setLimit] = useState('5')
  const [words, setWords] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const configs = usePipelineConfigs(app)
  const executions = useExecutions(app, Number(limit))
  return (
    <div className="stack">
      <div className="row">
        <TextInput
          aria-label="Search pipelines"
          placeholder="Search pipelines"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Executions shown"
          value={shown}
          onChange={(event) => setShown(event.currentTarget.value as Shown)}
          data={SHOWN.map((value) => ({ value, label: `Show ${value}` }))}
        />
        <NativeSelect
          aria-label="Executions per pipeline"
          value={limit}
          onChange={(event) => setLimit(event.currentTarget.value)}
          data={['2', '5', '10', '20', '50'].map((value) => ({ value, label: `${value} per pipeline` }))}
        />
      </div>
      <Loaded of={configs} what="Pipelines">
        {(pipelines) =>
          pipelines.length === 0 ? (
            <Empty title="No pipelines yet">Save one with the spin command line or the API, and it appears here.</Empty>
          ) : (
            <Loaded of={executions} what="Executions">
              {(all) =>
                pipelines
                  .filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
                  .map((pipeline) => (
                    <Pipeline
                      key={pipeline.id}
                      app={app}
                      pipeline={pipeline}
                      opened={id}
                      executions={all
                        .filter((each) => each.pipelineConfigId === pipeline.id && isShown[shown](each))
                        .sort(newestFirst)}
                    />
                  ))
              }
            </Loaded>
          )
        }
      </Loaded>
    </div>
  )
}

interface PipelineProps {
  app: string
  pipeline: PipelineConfig
  executions: Execution[]
  opened: string | undefined
}

const Pipeline = ({ app, pipeline, executions, opened }: PipelineProps) => {
  const [starting, setStarting] = useState(false)
  const triggers = (pipeline.triggers ?? []).filter(({ enabled }) => enabled)
  return (
    <section className="panel pipeline" aria-label={pipeline.name}>
      <div className="top">
        <h2>{pipeline.name}</h2>
        {pipeline.disabled && <span className="tag">disabled</span>}
        {triggers.map(({ type }, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: triggers have no other identity
          <span key={position} className="tag wide">
            {type}
          </span>
        ))}
        <Button
          className="push"
          size="compact-sm"
          variant="default"
          aria-label={`Start ${pipeline.name}`}
          disabled={pipeline.disabled === true}
          onClick={() => setStarting(true)}
        >
          Start
        </Button>
      </div>
      {starting && <StartPipeline app={app} pipeline={pipeline} close={() => setStarting(false)} />}
      {executions.length === 0 ? (
        <div className="inside quiet">No executions to show.</div>
      ) : (
        executions.map((execution) => (
          <ExecutionRow key={execution.id} execution={execution} initiallyOpen={execution.id === opened} />
        ))
      )}
    </section>
  )
}
