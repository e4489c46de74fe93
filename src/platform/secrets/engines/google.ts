import { problem } from '../../errors/index.ts'
import { bytesOf, valueAt, valueOfKey } from './content.ts'
import type { SecretContext, SecretEngine } from './engine.ts'

/** An object of a bucket of Google Cloud Storage, or a value in it. */
export const gcs: SecretEngine = async ({ b = '', f = '', k }, context) => {
  const what = `The object ${f} of bucket ${b}`
  const { 'storage-url': base } = context.settings.secrets.google
  const url = `${base}/storage/v1/b/${encodeURIComponent(b)}/o/${encodeURIComponent(f)}?alt=media`
  const bytes = await context.once(
    url,
    async () => new Uint8Array(await get<ArrayBuffer>(context, url, 'arraybuffer', what)),
  )
  return valueAt(bytes, k, what)
}

/** A secret of Google's Secret Manager, or the value of a key in it. */
export const googleSecretsManager: SecretEngine = async ({ p = '', s = '', k, v = 'latest' }, context) => {
  const what = `The secret ${s} of project ${p} (version ${v})`
  const { 'secret-manager-url': base } = context.settings.secrets.google
  const path = `projects/${encodeURIComponent(p)}/secrets/${encodeURIComponent(s)}/versions/${encodeURIComponent(v)}`
  const url = `${base}/v1/${path}:access`
  const answer = await context.once(url, () => get<{ payload?: { data?: string } }>(context, url, 'json', what))
  const bytes = Buffer.from(answer.payload?.data ?? '', 'base64')
  return k === undefined ? bytes : valueOfKey(bytesOf(bytes.toString('utf8')), k, what)
}

async function get<T>(
  { once }: SecretContext,
  url: string,
  responseType: 'arraybuffer' | 'json',
  what: string,
): Promise<T> {
  try {
    const auth = await once('google credentials', async () => {
      const { GoogleAuth } = await import('google-auth-library')
      return new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] })
    })
    const { data } = await auth.request<T>({ url, responseType, retry: false })
    return data
  } catch (error) {
    const { status } = error as { status?: number }
    const why = status === undefined ? (error as Error).message : `it answered ${status}`
    throw problem('unavailable', `${what} could not be read with Google's application default credentials: ${why}`)
  }
}
