import './any.css'
import { get } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { Markdown } from '../../ui/markdown.tsx'

interface Insight {
  label?: string
  url?: string
}

/** Links to other systems that an operator has configured; only those of the web. */
export const Insights = ({ of }: { of: Readonly<Record<string, unknown>> }) => {
  const actions = Array.isArray(of.insightActions) ? (of.insightActions as Insight[]) : []
  const shown = actions.filter(({ url }) => isWeb(url))
  if (shown.length === 0) return null
  return (
    <div className="any-links">
      {shown.map(({ label, url }) => (
        <a key={`${label} ${url}`} href={url} target="_blank" rel="noreferrer">
          {label ?? url}
        </a>
      ))}
    </div>
  )
}

export const isWeb = (url: unknown): boolean => typeof url === 'string' && /^https?:\/\//i.test(url)

interface TagDocument {
  id: string
  tags?: { name: string; value?: unknown }[]
}

/** Notices and alerts that people or pipelines have put on a server group. */
export const EntityNotices = ({ group }: { group: ServerGroup }) => {
  const documents = useGate(['entityTags', group.account, group.region, group.name], (signal) =>
    get<TagDocument[]>(
      '/tags',
      { entityType: 'servergroup', entityId: group.name, account: group.account, region: group.region },
      signal,
    ),
  ).data
  const notices = (documents ?? []).flatMap(({ id, tags = [] }) =>
    tags.flatMap(({ name, value }) => {
      const kind = /^spinnaker_ui_(alert|notice):/.exec(name)?.[1]
      const message = (value as { message?: unknown } | null)?.message
      return kind && typeof message === 'string' ? [{ key: `${id} ${name}`, kind, message }] : []
    }),
  )
  return notices.map(({ key, kind, message }) => (
    <div key={key} className="notice" data-state={kind === 'alert' ? 'failed' : 'waiting'}>
      <span className="visually-hidden">{kind === 'alert' ? 'Alert' : 'Notice'}: </span>
      <Markdown>{message}</Markdown>
    </div>
  ))
}
