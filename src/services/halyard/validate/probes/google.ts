import type { Deployment } from '../../schema/index.ts'
import type { Answer, Means, Probe } from './probe.ts'

/** Who asks Google: with the key of a service account, or as the machine. */
type Ask = (url: string) => Promise<unknown>
/** Exported for tests, which have no Google. */
export type GoogleLogin = (key: string | undefined) => Promise<Ask>

const login: GoogleLogin = async (key) => {
  const { GoogleAuth } = await import('google-auth-library')
  const scopes = ['https://www.googleapis.com/auth/cloud-platform.read-only']
  const auth = new GoogleAuth(key === undefined ? { scopes } : { scopes, credentials: JSON.parse(key) as object })
  return (url) => auth.request({ url, retry: false })
}

/** Each account by its project. */
export function googleProbes(
  { google, appengine, cloudrun }: Deployment['providers'],
  as: GoogleLogin = login,
): Probe[] {
  const clouds = [
    ['google', google],
    ['appengine', appengine],
    ['cloudrun', cloudrun],
  ] as const
  return clouds.flatMap(([cloud, { enabled, accounts }]) =>
    !enabled
      ? []
      : accounts
          .filter(({ project }) => project !== undefined && !project.includes('${'))
          .map(({ name, project, jsonPath }) => ({
            at: `provider.${cloud}.${name}`,
            asks: 'Google Cloud',
            run: (means) =>
              look(
                `https://cloudresourcemanager.googleapis.com/v1/projects/${encodeURIComponent(project)}`,
                `the project ${project}`,
                jsonPath,
                means,
                as,
              ),
          })),
  )
}

/** The bucket of the chosen store. */
export function gcsStoreProbes({ persistentStorage }: Deployment, as: GoogleLogin = login): Probe[] {
  const { persistentStoreType, gcs } = persistentStorage
  const { bucket, jsonPath } = gcs
  if (persistentStoreType !== 'gcs' || bucket === undefined || bucket.includes('${')) return []
  const url = `https://storage.googleapis.com/storage/v1/b/${encodeURIComponent(bucket)}`
  return [
    {
      at: 'persistentStorage.gcs',
      asks: 'Google Cloud Storage',
      run: (means) => look(url, `the bucket ${bucket}`, jsonPath, means, as),
    },
  ]
}

async function look(
  url: string,
  what: string,
  jsonPath: string | undefined,
  means: Means,
  as: GoogleLogin,
): Promise<Answer[]> {
  let key: string | undefined
  if (jsonPath !== undefined) {
    key = await means.readFile(jsonPath)
    if (!isKey(key))
      return [
        {
          severity: 'ERROR',
          says: `${jsonPath} is not the JSON key of a service account.`,
          remedy: 'Make one in the Google Cloud console under IAM, Service accounts, Keys.',
        },
      ]
  }
  try {
    await (await as(key))(url)
    return []
  } catch (error) {
    return meaning(error, what)
  }
}

function meaning(error: unknown, what: string): Answer[] {
  const { status, message } = error as Error & { status?: number }
  if (status === 403)
    return [
      {
        severity: 'ERROR',
        says: `Google knows these credentials, and does not let them see ${what} (403).`,
        remedy: 'Give the service account the role Viewer there.',
      },
    ]
  if (status === 404)
    return [{ severity: 'ERROR', says: `Google knows no such thing as ${what} (404).`, remedy: 'Check its name.' }]
  if (status === 400 || status === 401 || /invalid_grant|invalid_client/.test(message))
    return [
      {
        severity: 'ERROR',
        says: 'Google does not know these credentials.',
        remedy: 'The key may have been deleted: make a new one.',
      },
    ]
  throw Object.assign(new Error(message.split('\n')[0]), { code: 'unavailable' })
}

function isKey(text: string): boolean {
  try {
    const { client_email: email, private_key: key } = JSON.parse(text) as Record<string, unknown>
    return typeof email === 'string' && typeof key === 'string'
  } catch {
    return false
  }
}
