import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useElastilog } from '../../../clouds/spot/queries.ts'
import { isActive } from '../../../data/execution.ts'
import { useServerGroup } from '../../../data/queries.ts'
import type { Execution, Instance, ServerGroup, Stage } from '../../../data/shapes.ts'
import { LogView } from '../../../ui/log-view.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { type Deployed, groupsOf } from '../deployed.ts'
import { type CloudTask, useCloudTask, useConsole } from '../queries.ts'
import { object, objects, text } from './values.ts'

interface LogsProps {
  execution: Execution
  stage: Stage
}

/** All that something said while a stage ran: the cloud about its operations, answers of webhooks, instances, Spot. */
export const StageLogs = ({ execution, stage }: LogsProps) => {
  const groups = groupsOf(stage)
  const sources = sourcesOf(stage, groups)
  const [chosen, setChosen] = useState<string>()
  const source = sources.find(({ key }) => key === chosen) ?? sources[0]
  if (!source) return <div className="quiet">Nothing that this stage does writes a log.</div>
  return (
    <div className="stack">
      {sources.length > 1 && (
        <div>
          <NativeSelect
            size="xs"
            label="Log of"
            value={source.key}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={sources.map(({ key, label }) => ({ value: key, label }))}
          />
        </div>
      )}
      <Content key={source.key} execution={execution} stage={stage} source={source} />
    </div>
  )
}

type Source = { readonly key: string; readonly label: string } & (
  | { readonly kind: 'cloud'; readonly task: CloudTask }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'console' | 'elastilog'; readonly group: Deployed }
)

const sourcesOf = (stage: Stage, groups: readonly Deployed[]): Source[] => {
  const context = stage.context ?? {}
  const tasks = objects(context['kato.tasks']).flatMap((each) =>
    each.id === undefined ? [] : [{ ...each, id: String(each.id) }],
  )
  const last = text(object(context['kato.last.task.id']).id)
  const all = last === undefined || tasks.some(({ id }) => id === last) ? tasks : [...tasks, { id: last }]
  const webhook = object(context.webhook)
  const texts: [string, string, unknown][] = [
    ['answer', 'Answer of the webhook', webhook.body],
    ['progress', 'Last status of the webhook', object(webhook.monitor).body],
    [
      'job',
      'Output of the job',
      object(object(context.jobStatus).logs).output ?? context.logOutput ?? context.jobOutput,
    ],
  ]
  return [
    ...all.map((task, at) => ({
      kind: 'cloud' as const,
      key: task.id,
      label: all.length > 1 ? `Cloud operation ${at + 1}` : 'Cloud operation',
      task,
    })),
    ...texts.flatMap(([key, label, value]): Source[] => {
      if (value === undefined || value === null || value === '') return []
      return [{ kind: 'text', key, label, text: typeof value === 'string' ? value : JSON.stringify(value, null, 2) }]
    }),
    ...groups.map((group) => ({
      kind: 'console' as const,
      key: `console-${group.name}`,
      label: `Console of ${group.name}`,
      group,
    })),
    ...groups
      .filter(({ provider }) => provider === 'spot')
      .map((group) => ({
        kind: 'elastilog' as const,
        key: `spot-${group.name}`,
        label: `Elastilog of ${group.name}`,
        group,
      })),
  ]
}

const Content = ({ execution, stage, source }: LogsProps & { source: Source }) => {
  if (source.kind === 'cloud')
    return <CloudLog execution={execution} task={source.task} live={isActive(stage.status)} />
  if (source.kind === 'text') return <LogView label={source.label} lines={source.text.split('\n')} />
  if (source.kind === 'console') return <Consoles app={execution.application} group={source.group} />
  return <Elastilog app={execution.application} group={source.group} />
}

const CloudLog = ({ execution, task, live }: { execution: Execution; task: CloudTask; live: boolean }) => (
  <Loaded of={useCloudTask(execution.id, task)} what="What the cloud said">
    {({ history = [] }) => (
      <LogView
        label={`Cloud operation ${task.id}`}
        live={live}
        lines={history.map(({ phase, status }) => `${(phase ?? '').padEnd(24)} ${status ?? ''}`)}
      />
    )}
  </Loaded>
)

const Consoles = ({ app, group }: { app: string; group: Deployed }) => (
  <Loaded of={useServerGroup(app, group.account, group.region, group.name)} what={`Server group ${group.name}`}>
    {(whole) => <ConsoleOfOne group={group} instances={instancesOf(whole)} />}
  </Loaded>
)

const instancesOf = ({ instances }: ServerGroup): Instance[] => instances ?? []

const ConsoleOfOne = ({ group, instances }: { group: Deployed; instances: readonly Instance[] }) => {
  const [chosen, setChosen] = useState<string>()
  const ids = instances.map(({ id, name }) => id ?? name)
  const id = chosen ?? ids[0]
  const output = useConsole(
    id === undefined ? undefined : { account: group.account, region: group.region, id, provider: group.provider },
  )
  if (id === undefined) return <div className="quiet">{group.name} has no instances.</div>
  return (
    <div className="stack">
      <div>
        <NativeSelect
          size="xs"
          label="Instance"
          value={id}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={ids}
        />
      </div>
      <Loaded of={output} what={`The console of ${id}`}>
        {(answer) => <LogView label={`Console of ${id}`} lines={linesOf(answer?.output)} />}
      </Loaded>
    </div>
  )
}

/** A console is one text, or a file of them each (`[{name, output}]`). */
const linesOf = (output: unknown): string[] => {
  if (Array.isArray(output))
    return objects(output).flatMap((each) => [`── ${text(each.name) ?? ''} ──`, ...linesOf(each.output)])
  return text(output)?.replace(/\n$/, '').split('\n') ?? []
}

const Elastilog = ({ app, group }: { app: string; group: Deployed }) => (
  <Loaded of={useServerGroup(app, group.account, group.region, group.name)} what={`Server group ${group.name}`}>
    {(whole) => <ElastilogOf app={app} group={group} id={text(object(whole.elastigroup).id) ?? ''} />}
  </Loaded>
)

const ElastilogOf = ({ app, group, id }: { app: string; group: Deployed; id: string }) => {
  const { account, region, name, cluster } = group
  const log = useElastilog(
    { app, account, region, name },
    { cluster, elastigroupId: id, period: 'ONE_DAY', severity: 'ALL' },
  )
  return (
    <Loaded of={log} what="The Elastilog">
      {(entries) => (
        <LogView
          label={`Elastilog of ${name}`}
          lines={entries.map(
            ({ createdAt, severity, message }) => `${String(createdAt)} ${severity.padEnd(7)} ${message}`,
          )}
        />
      )}
    </Loaded>
  )
}
