import '../editor.css'
import { type ReactNode, useMemo, useState } from 'react'
import { type Fact, Facts } from '../../../ui/facts.tsx'
import { JsonBlock } from '../../../ui/json.tsx'
import { nameOf, objectsIn, type Pipeline, stageOf, stagesOf, textOf, typeOf } from '../document/pipeline.ts'
import { type Editing, EditingProvider } from '../editor-context.ts'
import { StageGraph } from '../stage-graph.tsx'
import { NO_TYPES, useTypes } from '../stage-types.ts'

const nothing = () => {}

/** A pipeline that is looked at and not changed: its stages as a graph, one of them in full, and what it has besides. */
export const PipelinePreview = ({ pipeline, children }: { pipeline: Pipeline; children?: ReactNode }) => {
  const types = useTypes() ?? NO_TYPES
  const [selected, select] = useState<string>()
  const editing = useMemo(
    (): Editing => ({
      ...UNCHANGING,
      base: pipeline,
      document: pipeline,
      types,
      selected,
      select,
    }),
    [pipeline, types, selected],
  )
  const stages = stagesOf(pipeline)
  const stage = selected === undefined ? undefined : stageOf(pipeline, selected)
  return (
    <EditingProvider value={editing}>
      <div className="stack">
        {stages.length === 0 ? (
          <p className="quiet editor-about">It has no stages.</p>
        ) : (
          <StageGraph addBetween={nothing} remove={nothing}>
            {null}
          </StageGraph>
        )}
        {stage ? (
          <section className="stack" aria-label={`Stage ${nameOf(stage)}`}>
            <div className="row tight">
              <h3>{nameOf(stage)}</h3>
              <span className="tag">{types.find(typeOf(stage))?.label ?? typeOf(stage)}</span>
            </div>
            <JsonBlock label={`Stage ${nameOf(stage)} as JSON`} value={stage} />
          </section>
        ) : (
          stages.length > 0 && <p className="quiet small editor-about">Choose a stage to see all of it.</p>
        )}
        <Facts facts={besides(pipeline)} />
        {children}
      </div>
    </EditingProvider>
  )
}

const UNCHANGING: Omit<Editing, 'base' | 'document' | 'types' | 'selected' | 'select'> = {
  app: '',
  kind: 'pipeline',
  readOnly: true,
  problems: [],
  execution: undefined,
  dirty: false,
  canUndo: false,
  canRedo: false,
  text: undefined,
  restored: undefined,
  theirs: undefined,
  edit: nothing,
  undo: nothing,
  redo: nothing,
  setText: nothing,
  revert: nothing,
  saved: nothing,
  rebase: nothing,
  keepRestored: nothing,
}

const named = (values: readonly string[]): string => values.filter(Boolean).join(', ')

const besides = ({ parameterConfig, triggers, notifications, expectedArtifacts }: Pipeline): Fact[] => [
  ['Parameters', named(objectsIn(parameterConfig).map(({ name }) => textOf(name)))],
  [
    'Triggers',
    named(objectsIn(triggers).map(({ type, cronExpression }) => named([textOf(type), textOf(cronExpression)]))),
  ],
  ['Notifications', named(objectsIn(notifications).map(({ type, address }) => named([textOf(type), textOf(address)])))],
  ['Artifacts', named(objectsIn(expectedArtifacts).map(({ displayName, id }) => textOf(displayName) || textOf(id)))],
]
