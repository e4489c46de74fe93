import type { Document, Documents } from './documents/index.ts'
import type { Known } from './pipeline-report.ts'
import { reportPipeline } from './pipeline-report.ts'
import { type Remark, type Reported, reported } from './verdict.ts'

/** What becomes of the documents of a Front50. */
export async function reportDocuments(
  { documents, unreadable }: Documents,
  known: Omit<Known, 'templates' | 'syntaxErrorOf'>,
): Promise<Reported[]> {
  const { syntaxErrorOf } = await import('../../../lib/spel/index.ts')
  const templates = new Set(documents.filter(({ kind }) => kind === 'template').map(({ id }) => id.toLowerCase()))
  return [
    ...documents.map((document) => reportOne(document, { ...known, templates, syntaxErrorOf })),
    ...unreadable.map(({ where, why }) =>
      reported('document', where, [
        { verdict: 'broken', says: why, remedy: 'It is left out; look at it in the old store.' },
      ]),
    ),
  ]
}

function reportOne(document: Document, known: Known): Reported {
  const { kind, id, body, group } = document
  switch (kind) {
    case 'pipeline':
    case 'strategy':
      return reported(kind, `${body.application ?? '?'}/${body.name ?? id}`, reportPipeline(body, known))
    case 'application':
      return reported(kind, String(body.name ?? id), clouds(body.cloudProviders, known))
    case 'permission':
      return reported(kind, String(body.name ?? id), isEmpty(body.permissions) ? [] : [unguarded])
    case 'notification':
      return reported(kind, id, notified(body))
    case 'serviceAccount':
      return reported(kind, id, [
        {
          verdict: 'changes',
          says: 'It is kept; who may run triggers as it is decided by Fiat, which is not part of this release.',
          remedy: "Import it with --front50, and run Spinnaker's own Fiat beside these services.",
        },
      ])
    case 'canaryConfig':
      return reported(kind, String(body.name ?? id), [
        {
          verdict: 'unsupported',
          says: 'Kayenta is not part of this release.',
          remedy: "An import keeps it in a file; run Spinnaker's own Kayenta on its bucket meanwhile.",
        },
      ])
    case 'other':
      return reported(group ?? kind, id, [
        {
          verdict: 'unsupported',
          says: `Documents of ${group} are not imported.`,
          remedy: 'An import keeps them in a file.',
        },
      ])
    default:
      return reported(kind, String(body.name ?? id), [])
  }
}

const unguarded: Remark = {
  verdict: 'unsupported',
  says: 'Who may do what is kept and not enforced: Fiat is not part of this release.',
  remedy: "Put a proxy before Gate that asks who is there, or run Spinnaker's own Fiat beside these services.",
}

function clouds(given: unknown, { clouds: released }: Known): Remark[] {
  const names = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const missing = names.filter((name) => !released.includes(name))
  if (missing.length === 0) return []
  const says = `It is for ${missing.join(', ')}, of which this release shows nothing.`
  return [
    {
      verdict: names.length > missing.length ? 'changes' : 'unsupported',
      says,
      remedy: 'Leave what it has there with Spinnaker meanwhile.',
    },
  ]
}

const notified = (body: Document['body']): Remark[] =>
  Object.values(body).some((each) => Array.isArray(each) && each.length > 0)
    ? [
        {
          verdict: 'unsupported',
          says: 'It is kept; Echo does not notify in this release.',
          remedy: 'Let a webhook stage of a pipeline tell it meanwhile.',
        },
      ]
    : []

const isEmpty = (value: unknown) => typeof value !== 'object' || value === null || Object.keys(value).length === 0
