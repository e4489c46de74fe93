import { ApplicationInvalid, invalid, notFound } from '../problems.ts'
import { type Documents, type DocumentWriter, foldCase, type Json } from '../store/index.ts'
import { applicationBody, applicationName, mergeApplication, presentApplication } from './application.ts'
import { type ApplicationNameRule, applicationErrors } from './validation.ts'

/** What every write of an application needs. */
export interface ApplicationWriting {
  readonly documents: Documents
  readonly nameRule: ApplicationNameRule
}

/**
 * Creates an application.
 * @throws 400 when it exists already, or with the list of what is wrong with it
 */
export async function createApplication(
  { documents, nameRule }: ApplicationWriting,
  application: Json,
  author: string,
): Promise<Json> {
  return documents.write(author, async (writer) => {
    check(application, nameRule)
    if (await writer.find('application', applicationName(application))) throw invalid('Application already exists')
    return put(writer, application)
  })
}

/**
 * Changes an application: `merge` keeps what the change does not mention, otherwise it replaces everything.
 * @throws 404 when it does not exist, 400 when the change names another application or leaves an invalid one
 */
export async function changeApplication(
  { documents, nameRule }: ApplicationWriting,
  name: string,
  change: Json,
  { merge, author }: { merge: boolean; author: string },
): Promise<Json> {
  const submitted = applicationName(change)
  if (submitted !== '' && submitted !== name.trim().toUpperCase()) {
    throw invalid(`Application name '${change.name}' does not match path parameter '${name}'`)
  }
  return documents.write(author, async (writer) => {
    const stored = await writer.find('application', name)
    if (!stored) throw applicationNotFound(name)
    const changed = { ...(merge ? mergeApplication(stored.body, change) : change), name }
    check(changed, nameRule)
    return put(writer, changed)
  })
}

/**
 * Creates or replaces many applications.
 * @throws 400 when one of them is invalid; then none is saved
 */
export async function importApplications(
  { documents, nameRule }: ApplicationWriting,
  applications: readonly Json[],
  author: string,
): Promise<Json[]> {
  return documents.write(author, async (writer) => {
    const saved: Json[] = []
    for (const application of applications) {
      check(application, nameRule)
      saved.push(await put(writer, application))
    }
    return saved
  })
}

/** The error for an application that is not there. */
export function applicationNotFound(name: string): Error {
  return notFound(`Application not found (id: ${foldCase(name)})`)
}

function check(application: Json, rule: ApplicationNameRule): void {
  const errors = applicationErrors(application, rule)
  if (errors.length > 0) throw new ApplicationInvalid(errors)
}

async function put(writer: DocumentWriter, application: Json): Promise<Json> {
  const name = applicationName(application)
  const saved = await writer.put({ kind: 'application', id: name, name, body: applicationBody(application) })
  return presentApplication(saved)
}
