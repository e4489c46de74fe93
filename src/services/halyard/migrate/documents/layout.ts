import type { Document, DocumentKind } from './document.ts'

/** The folders of a bucket, as Front50 named them in its time. */
const groups: Readonly<Record<string, DocumentKind>> = {
  applications: 'application',
  pipelines: 'pipeline',
  'pipeline-strategies': 'strategy',
  strategies: 'strategy',
  'pipeline-templates': 'template',
  pipelineTemplates: 'template',
  projects: 'project',
  notifications: 'notification',
  serviceAccounts: 'serviceAccount',
  'service-accounts': 'serviceAccount',
  canary_config: 'canaryConfig',
  canaryConfig: 'canaryConfig',
  canaryConfigs: 'canaryConfig',
  snapshots: 'other',
  tags: 'other',
  delivery: 'other',
  pluginInfo: 'other',
  pluginVersions: 'other',
}

/** Says which objects changed last, and is no document. */
const marker = /^last-modified(\.json)?$/

/**
 * What an object of a bucket is, by its key: `<root>/<group>/<id>/<file>.json`, where the file is named by the store
 * (`pipeline-metadata.json` on S3, `specification.json` on Google Cloud). Undefined of what is no document.
 */
export function placeOfKey(key: string): Omit<Document, 'body'> | undefined {
  const parts = key.split('/').filter(Boolean)
  const isGroup = (part: string | undefined) => part !== undefined && Object.hasOwn(groups, part)
  // An application may be called `pipelines`: the folder above the document's own is asked first.
  const usual = parts.length - 3
  const index = isGroup(parts[usual]) ? usual : parts.slice(0, -1).findLastIndex(isGroup)
  const group = parts[index]
  const file = parts.at(-1)
  if (group === undefined || file === undefined || marker.test(file) || !file.endsWith('.json')) return undefined
  const id = parts.slice(index + 1, -1).join('/') || file.slice(0, -'.json'.length)
  const kind = kindOf(group, file)
  return { kind, id, ...(kind === 'other' ? { group } : {}) }
}

const kindOf = (group: string, file: string): DocumentKind =>
  group === 'applications' && /permission\.json$/.test(file) ? 'permission' : groups[group]!
