import { Button, Checkbox, Group, Modal, NativeSelect, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ulid } from 'ulid'
import { planPipeline, startPipeline } from '../../../data/actions.ts'
import { GateError } from '../../../data/gate.ts'
import { useExecution } from '../../../data/queries.ts'
import type { Execution, PipelineConfig, Plan } from '../../../data/shapes.ts'
import { useAct } from '../../../ui/act.ts'
import { Markdown } from '../../../ui/markdown.tsx'
import { remember, remembered } from '../../../ui/preference.ts'
import { Failed, Loaded } from '../../../ui/states.tsx'
import { statusWords } from '../../../ui/status.tsx'
import { PlanView } from '../plan-view.tsx'
import { useFacets, usePipelineConfig, useRunsOf } from '../queries.ts'
import {
  ArtifactFields,
  artifactsOf,
  artifactsOfRuns,
  type ChosenArtifacts,
  type ExpectedArtifact,
} from './artifact-fields.tsx'
import { type Notice, NotificationFields, noticesOf } from './notification-fields.tsx'
import { ParameterField } from './parameter-field.tsx'
import { askedFor, defaultsOf, filled, problemsOf, type Values, worthRemembering } from './parameters.ts'
import { BY_HAND, TriggerChoice, triggerFields, triggerProblem } from './trigger-choice.tsx'

type Json = Record<string, unknown>
/** What the dialog reads of a pipeline beside its parameters. */
type Config = PipelineConfig & {
  readonly stages?: readonly Json[]
  readonly expectedArtifacts?: readonly ExpectedArtifact[]
  readonly notifications?: readonly unknown[]
}

interface StartProps {
  readonly app: string
  /** A pipeline's id or name; without one it is asked for. */
  readonly pipeline?: string
  /** Values for its parameters. */
  readonly given?: Readonly<Record<string, string>>
  /** An execution whose values, artifacts and trigger are taken over. */
  readonly rerun?: string | undefined
  readonly close: () => void
  /** Instead of the usual one. */
  readonly title?: string
  /** What would happen is said at once, as far as nothing is missing. */
  readonly planned?: boolean
  /** Where it appears after its start. */
  readonly began: (pipelineId: string, executionId: string) => void
}

/** Starts a pipeline by hand: which one, with what, as if by which trigger, and who is told. */
export const StartDialog = ({ app, pipeline, given, rerun, title, planned = false, close, began }: StartProps) => {
  const [picked, setPicked] = useState<string | null>(pipeline ?? null)
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={title ?? (rerun ? 'Run again' : 'Start a pipeline')}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        {pipeline === undefined && <Pick app={app} picked={picked} pick={setPicked} />}
        {picked !== null && (
          <ForPipeline
            key={picked}
            app={app}
            pipeline={picked}
            given={given ?? {}}
            rerun={rerun}
            planned={planned}
            close={close}
            began={began}
          />
        )}
      </div>
    </Modal>
  )
}

const Pick = ({ app, picked, pick }: { app: string; picked: string | null; pick: (id: string | null) => void }) => (
  <Loaded of={useFacets(app)} what="Pipelines">
    {({ pipelines }) => (
      <Select
        label="Pipeline"
        placeholder="Choose one"
        searchable
        limit={100}
        data-autofocus
        data={pipelines
          .filter(({ disabled, strategy }) => !disabled && !strategy)
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={picked}
        onChange={pick}
      />
    )}
  </Loaded>
)

type Chosen = Required<Pick<StartProps, 'app' | 'pipeline' | 'given' | 'planned' | 'close' | 'began'>> &
  Pick<StartProps, 'rerun'>

const ForPipeline = ({ rerun, ...props }: Chosen) => (
  <Loaded of={usePipelineConfig(props.app, props.pipeline)} what="The pipeline">
    {(config) =>
      rerun ? (
        <Again {...props} config={config} rerun={rerun} />
      ) : (
        <Form {...props} config={config} before={undefined} />
      )
    }
  </Loaded>
)

const Again = ({ rerun, ...props }: Omit<Chosen, 'rerun'> & { config: Config; rerun: string }) => (
  <Loaded of={useExecution(rerun)} what="The execution to run again">
    {(before) => <Form {...props} before={before} />}
  </Loaded>
)

const memory = (app: string, { id }: PipelineConfig) => `deck.start.${app}.${id}`
const parametersOf = (execution: Execution): Json => ((execution.trigger as Json | undefined)?.parameters ?? {}) as Json

/** What tells one run from another is never taken over from an earlier one. */
const OF_ONE_RUN = [
  'correlationId',
  'eventId',
  'executionId',
  'parameters',
  'artifacts',
  'resolvedExpectedArtifacts',
  'notifications',
  'parentExecution',
  'user',
  'type',
  'isPipeline',
  'dryRun',
  'rebake',
  'strategy',
]

const takenOver = (before: Execution | undefined): Json => {
  const trigger = (before?.trigger ?? {}) as Json
  const parent = trigger.parentExecution as { id?: string } | undefined
  return {
    ...Object.fromEntries(Object.entries(trigger).filter(([name]) => !OF_ONE_RUN.includes(name))),
    ...(parent?.id ? { parentPipelineId: parent.id } : {}),
  }
}

interface FormProps extends Omit<Chosen, 'rerun'> {
  readonly config: Config
  readonly before: Execution | undefined
}

const Form = ({ app, config, given, before, planned, close, began }: FormProps) => {
  const queries = useQueryClient()
  const parameters = config.parameterConfig ?? []
  const triggers = (config.triggers ?? []) as unknown as readonly Json[]
  const expected = config.expectedArtifacts ?? []
  const last = remembered<Json>(memory(app, config), {})
  const [values, setValues] = useState<Values>(() =>
    filled(parameters, before ? { ...parametersOf(before), ...given } : { ...last, ...given }),
  )
  const [trigger, chooseTrigger] = useState(BY_HAND)
  const [artifacts, setArtifacts] = useState<ChosenArtifacts>({})
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const [rebake, setRebake] = useState(false)
  const [tried, setTried] = useState(false)
  const [plan, setPlan] = useState<Plan>()
  const runs = useRunsOf(app, config.id, {}, 10).data?.executions ?? []
  const known = useMemo(() => artifactsOfRuns(runs), [runs])
  // One id for this dialog: a second click, or a try after a lost answer, finds the execution that the first began.
  const request = useRef(ulid())

  const asked = askedFor(parameters, values)
  const problems = problemsOf(asked, values)
  const wrongTrigger = triggerProblem(triggers, trigger)
  const bakes = (config.stages ?? []).some(({ type }) => type === 'bake')
  const body = () => {
    const chosen = artifactsOf(expected, artifacts, known)
    const old = takenOver(before)
    const kept = (before?.trigger as { artifacts?: unknown[] } | undefined)?.artifacts ?? []
    return {
      ...(trigger.at === undefined ? old : triggerFields(triggers, trigger)),
      parameters: Object.fromEntries(asked.map(({ name }) => [name, values[name] ?? ''])),
      artifacts: chosen.length > 0 ? chosen : kept,
      notifications: noticesOf(notices),
      ...(rebake ? { rebake: true } : {}),
    }
  }
  const changed = () => {
    // It told of other values.
    setPlan(undefined)
  }
  const preview = useAct(`Planning ${config.name}`, () => planPipeline(app, config.name, body()), setPlan)
  const isPlanned = planned && Object.keys(problems).length === 0 && !config.disabled
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens; what is changed then is planned when asked
  useEffect(() => {
    if (isPlanned) preview.mutate()
  }, [])
  // Not `useAct`: the dialog itself says what failed, and no message lies over its buttons.
  const start = useMutation({
    mutationFn: () =>
      startPipeline(app, config.name, body(), request.current).catch((error: unknown) => {
        // A refusal is recorded under the id; what was put right is another request. A lost answer is not.
        if (error instanceof GateError && error.status > 0) request.current = ulid()
        throw error
      }),
    onSuccess: ({ ref }) => {
      remember(memory(app, config), JSON.stringify(worthRemembering(values)))
      notifications.show({ message: `${config.name} started`, autoClose: 2_500 })
      void queries.invalidateQueries({ queryKey: ['runs', app, config.id] })
      began(config.id, ref.split('/').at(-1) ?? '')
      close()
    },
  })
  const tryTo = (act: () => void) => {
    setTried(true)
    const [first] = Object.keys(problems)
    if (first === undefined && wrongTrigger === undefined) act()
    else if (first !== undefined) document.getElementById(`parameter-${first}`)?.focus()
  }
  const form = useRef<HTMLFormElement>(null)
  // It comes after its dialog, which has given the focus to something else by then.
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [])
  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!start.isPending) tryTo(() => start.mutate())
      }}
    >
      <h2>{config.name}</h2>
      {config.description && <Markdown>{config.description}</Markdown>}
      {planned && plan && <PlanView plan={plan} />}
      {config.disabled && (
        <div className="notice" data-state="waiting">
          This pipeline is disabled: enable it in its configuration first.
        </div>
      )}
      {parameters.length > 0 && (
        <Presets
          runs={runs}
          has={Object.keys(last).length > 0}
          take={(which) => {
            changed()
            if (which === 'default') setValues(defaultsOf(parameters))
            else if (which === 'last') setValues(filled(parameters, last))
            else {
              const run = runs.find(({ id }) => id === which)
              if (run) setValues(filled(parameters, parametersOf(run)))
            }
          }}
        />
      )}
      {asked.map((parameter, position) => (
        <ParameterField
          key={parameter.name}
          first={position === 0}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          problem={tried ? problems[parameter.name] : undefined}
          change={(value) => {
            setValues((former) => ({ ...former, [parameter.name]: value }))
            changed()
          }}
        />
      ))}
      {parameters.length === 0 && <div className="quiet">This pipeline asks for no parameters.</div>}
      <TriggerChoice
        triggers={triggers}
        chosen={trigger}
        choose={(next) => {
          chooseTrigger(next)
          changed()
        }}
      />
      <ArtifactFields
        expected={expected}
        known={known}
        chosen={artifacts}
        change={(next) => {
          setArtifacts(next)
          changed()
        }}
      />
      {bakes && (
        <Checkbox
          label="Bake again, even if nothing changed"
          checked={rebake}
          onChange={(event) => setRebake(event.currentTarget.checked)}
        />
      )}
      <NotificationFields app={app} own={config.notifications ?? []} notices={notices} change={setNotices} />
      {!planned && plan && <PlanView plan={plan} />}
      {start.error && <Failed what={`${config.name} was not started.`} error={start.error} />}
      <Group justify="flex-end" className="dialog-buttons">
        <Button variant="default" onClick={close}>
          Close
        </Button>
        <Button variant="default" loading={preview.isPending} onClick={() => tryTo(() => preview.mutate())}>
          What would happen?
        </Button>
        <Button
          type="submit"
          loading={start.isPending}
          disabled={config.disabled === true}
          data-autofocus={asked.length === 0 ? true : undefined}
        >
          {start.error ? 'Try again' : 'Start'}
        </Button>
      </Group>
    </form>
  )
}

interface PresetsProps {
  readonly runs: readonly Execution[]
  /** Whether this browser remembers a start. */
  readonly has: boolean
  readonly take: (which: string) => void
}

const Presets = ({ runs, has, take }: PresetsProps) => (
  <NativeSelect
    label="Take values from"
    size="xs"
    defaultValue=""
    data={[
      { value: '', label: '…' },
      { value: 'default', label: 'Defaults' },
      ...(has ? [{ value: 'last', label: 'My last start' }] : []),
      ...runs.slice(0, 10).map((run) => ({
        value: run.id,
        label: `Run of ${new Date(run.startTime ?? run.buildTime).toLocaleString()}, ${statusWords(run.status)}`,
      })),
    ]}
    onChange={(event) => event.currentTarget.value && take(event.currentTarget.value)}
  />
)
