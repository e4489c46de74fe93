import { Facts } from '../../../../ui/facts.tsx'
import { JsonTree } from '../../../../ui/json-tree.tsx'
import { Status } from '../../../../ui/status.tsx'
import { WebLink } from '../../execution-links.tsx'
import { linksOf } from '../../failure.ts'
import { labelOf, object, objects, text } from '../values.ts'
import type { ContentProps } from './content.ts'

const Value = ({ value, label }: { value: unknown; label: string }) => {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'object') return <JsonTree label={label} value={value} />
  return <pre className="mono execution-text">{String(value)}</pre>
}

export const Webhook = ({ stage }: ContentProps) => {
  const { url, method, payload, parameterValues, waitForCompletion, webhook, statusEndpoint } = stage.context
  const { statusCode, statusCodeValue, body, error, monitor } = object(webhook)
  const watched = object(monitor)
  const percent = Number(watched.percentComplete)
  return (
    <>
      <Facts
        facts={[
          ['Address', text(url) && <span className="mono">{`${text(method) ?? ''} ${text(url)}`.trim()}</span>],
          ['Answered', [text(statusCodeValue), text(statusCode)].filter(Boolean).join(' ')],
          ['Error', text(error)],
          ['Waits for completion', waitForCompletion !== undefined && String(waitForCompletion)],
          ['Asks about it at', text(statusEndpoint) ?? text(object(webhook).statusEndpoint)],
          ['Progress', text(watched.progressMessage)],
          ['Complete', Number.isFinite(percent) && <progress value={percent} max={100} aria-label="Complete" />],
          ['Last status', text(watched.statusCode)],
        ]}
      />
      {body !== undefined && (
        <>
          <h4>Answer</h4>
          <Value value={body} label="Answer" />
        </>
      )}
      {watched.body !== undefined && (
        <>
          <h4>What was said about it last</h4>
          <Value value={watched.body} label="Last status" />
        </>
      )}
      {payload !== undefined && (
        <>
          <h4>Sent</h4>
          <Value value={payload} label="Sent" />
        </>
      )}
      {parameterValues !== undefined && <Value value={parameterValues} label="Parameters" />}
    </>
  )
}

/** A build or job somewhere else. */
export const Build = ({ stage }: ContentProps) => {
  const { context } = stage
  const build = object(context.buildInfo)
  const properties = object(context.propertyFileContents)
  return (
    <>
      <Facts
        facts={[
          ['Server', text(context.master) ?? text(context.account)],
          ['Job', text(context.job) ?? text(context.project) ?? text(context.source)],
          ['Build', text(context.buildNumber) ?? text(build.number)],
          ['Result', text(build.result) ?? text(build.status)],
          ['Command', text(context.command)],
          ['Script', text(context.scriptPath)],
          ['Repository', text(context.repoUrl)],
        ]}
      />
      <div className="row">
        {linksOf(stage).map(([words, url]) => (
          <WebLink key={url} url={url}>
            {words}
          </WebLink>
        ))}
      </div>
      {Object.keys(object(context.parameters)).length > 0 && <JsonTree label="Parameters" value={context.parameters} />}
      {Object.keys(properties).length > 0 && <JsonTree label="Properties" value={properties} />}
    </>
  )
}

export const Job = ({ stage }: ContentProps) => {
  const status = object(stage.context.jobStatus)
  const details = object(status.completionDetails)
  return (
    <Facts
      facts={[
        ['Account', text(stage.context.credentials) ?? text(stage.context.account)],
        ['Where', text(status.location) ?? text(status.region)],
        ['Job', text(status.name) ?? text(status.id)],
        ['State', text(status.jobState)],
        ['Message', text(details.message) ?? text(status.message)],
        ['Exit code', text(details.exitCode)],
        ['Signal', text(details.signal)],
        ['Reason', text(details.reason) ?? text(status.reason)],
      ]}
    />
  )
}

export const Preconditions = ({ stage }: ContentProps) => {
  const { preconditionType, context, failPipeline, preconditions } = stage.context
  const checked = object(context)
  const all = objects(preconditions)
  return (
    <>
      {typeof preconditionType === 'string' && (
        <Facts
          facts={[
            ['Kind', labelOf(preconditionType)],
            ...Object.entries(checked).map(
              ([key, value]) => [labelOf(key), text(value) ?? JSON.stringify(value)] as const,
            ),
            ['When not met', failPipeline === false ? 'this branch ends' : 'the pipeline fails'],
          ]}
        />
      )}
      {all.map((each, at) => (
        <Facts
          // biome-ignore lint/suspicious/noArrayIndexKey: preconditions have no names
          key={at}
          facts={[
            ['Kind', labelOf(text(each.type) ?? '')],
            ...Object.entries(object(each.context)).map(
              ([key, value]) => [labelOf(key), text(value) ?? JSON.stringify(value)] as const,
            ),
          ]}
        />
      ))}
    </>
  )
}

export const Variables = ({ stage }: ContentProps) => {
  const variables = objects(stage.context.variables)
  return (
    <table aria-label="Variables">
      <thead>
        <tr>
          <th>Variable</th>
          <th>Value</th>
        </tr>
      </thead>
      <tbody>
        {variables.map(({ key, value }, at) => {
          const evaluated = typeof key === 'string' ? (stage.outputs[key] ?? value) : value
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: one may be set twice
            <tr key={at}>
              <td className="mono">{text(key)}</td>
              <td className="mono">{text(evaluated) ?? JSON.stringify(evaluated)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export const SavedPipelines = ({ stage }: ContentProps) => {
  const kinds = [
    ['Created', stage.context.pipelinesCreated ?? stage.outputs.pipelinesCreated],
    ['Updated', stage.context.pipelinesUpdated ?? stage.outputs.pipelinesUpdated],
    ['Failed', stage.context.pipelinesFailedToSave ?? stage.outputs.pipelinesFailedToSave],
  ] as const
  return (
    <Facts
      facts={kinds.map(([title, pipelines]) => [
        title,
        objects(pipelines)
          .map((each) => `${text(each.application) ?? ''}: ${text(each.pipelineName) ?? text(each.name) ?? ''}`)
          .join(', ') || undefined,
      ])}
    />
  )
}

export const Tags = ({ stage }: ContentProps) => (
  <>
    {objects(stage.context.tags).map((tag, at) => (
      <Facts
        // biome-ignore lint/suspicious/noArrayIndexKey: tags may repeat their names
        key={at}
        facts={[
          ['Tag', text(tag.name)],
          ['Says', text(object(tag.value).message) ?? text(tag.value)],
          ['Namespace', text(tag.namespace)],
        ]}
      />
    ))}
    <Facts
      facts={[
        [
          'On',
          Object.values(object(stage.context.entityRef))
            .filter((each) => text(each))
            .join(' / '),
        ],
      ]}
    />
  </>
)

export const Artifacts = ({ stage }: ContentProps) => {
  const all = [
    ...objects(stage.outputs.artifacts),
    ...objects(stage.context.resolvedExpectedArtifacts).map((each) => object(each.boundArtifact)),
  ]
  const shown = all.filter(
    (each, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === at,
  )
  return (
    <table aria-label="Artifacts">
      <thead>
        <tr>
          <th>Artifact</th>
          <th>Version</th>
          <th>Type</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an artifact is its place
          <tr key={at}>
            <td className="mono">{text(each.reference) ?? text(each.name) ?? '–'}</td>
            <td className="mono">{text(each.version) ?? '–'}</td>
            <td>{text(each.type)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the engine writes for itself, and what its own tabs show. */
const isOfEngine = (key: string): boolean =>
  key.startsWith('kato.') ||
  key.startsWith('deploy.') ||
  key.startsWith('notification.') ||
  /^(exception|stageDetails|restartDetails|comments|name|type|refId|requisiteStageRefIds)$/.test(key)

/** A type that no part is written for: what its context says in plain values, the rest as JSON. */
export const Generic = ({ stage }: ContentProps) => {
  const own = Object.entries(stage.context ?? {}).filter(([key]) => !isOfEngine(key))
  const plain = own.filter(([, value]) => text(value) !== undefined)
  const rest = Object.fromEntries(own.filter(([, value]) => typeof value === 'object' && value !== null))
  return (
    <>
      <Facts facts={plain.map(([key, value]) => [labelOf(key), text(value)])} />
      {Object.keys(rest).length > 0 && <JsonTree label={`${stage.name} in full`} value={rest} />}
      {own.length === 0 && <div className="quiet">It has no settings of its own.</div>}
    </>
  )
}

export const MonitorResult = ({ stage }: ContentProps) => (
  <>
    <Facts
      facts={[
        ['Monitor', text(object(stage.context.deploymentMonitor).id)],
        ['Progress', text(stage.context.currentProgress) && `${text(stage.context.currentProgress)}%`],
        ['New', text(stage.context.newServerGroup)],
        ['Old', text(stage.context.oldServerGroup)],
        ['Reason', text(object(stage.context.deploymentMonitorReasons).summary)],
      ]}
    />
    <Status status={stage.status} />
  </>
)
