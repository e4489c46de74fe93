import { readFile } from 'node:fs/promises'
import { type Answer, overHttp, type Transport } from '../../clients/index.ts'
import { problem } from '../../errors/index.ts'
import { bytesOf } from './content.ts'
import type { SecretContext, SecretEngine } from './engine.ts'

const podToken = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** A key of a secret that Vault keeps, in a key-value engine of either version. */
export const vault: SecretEngine = async ({ e = 'secret', p, n, k = '', b }, context) => {
  const path = (p ?? n ?? '').replace(/^\/|\/$/g, '')
  const mount = e.replace(/^\/|\/$/g, '')
  const what = `The secret ${path} of Vault's engine ${mount}`
  const timeoutMs = context.settings.secrets['timeout-ms']
  const data = await context.once(`vault ${mount} ${path}`, async () => {
    const { transport, headers } = await context.once('vault', () => open(context))
    // The second version keeps versions under `data`; which version it is, a reader need not be allowed to know.
    const second = await transport.call({
      method: 'GET',
      path: `/v1/${pathOf(`${mount}/data/${path}`)}`,
      headers,
      timeoutMs,
    })
    if (second.status === 200) return dataOf(dataOf(second.body))
    const first = await transport.call({ method: 'GET', path: `/v1/${pathOf(`${mount}/${path}`)}`, headers, timeoutMs })
    if (first.status === 200) return dataOf(first.body)
    throw problem(
      'unavailable',
      `${what} could not be read: Vault answered ${[404, 405].includes(first.status) ? second.status : first.status}`,
    )
  })
  if (!Object.hasOwn(data, k)) throw problem('notFound', `${what} has no key ${k}`)
  const value = data[k]
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return b === 'true' ? Buffer.from(text, 'base64') : bytesOf(text)
}

async function open({ settings, env, atEnd }: SecretContext) {
  const { enabled, url, namespace, authMethod, token = env.VAULT_TOKEN, role, path } = settings.secrets.vault
  if (!enabled || url === undefined)
    throw problem('invalid', 'Vault is not configured: set secrets.vault.enabled to true, and secrets.vault.url')
  const transport = overHttp('vault', url)
  // A call that was given up is not waited for.
  atEnd(() => void transport.close())
  const common: Record<string, string> = namespace === undefined ? {} : { 'x-vault-namespace': namespace }
  const used = authMethod === 'TOKEN' ? token : await logIn(transport, path, role, common)
  if (!used) throw problem('invalid', 'Vault needs a token: set secrets.vault.token or the variable VAULT_TOKEN')
  return { transport, headers: { ...common, 'x-vault-token': used } }
}

async function logIn(transport: Transport, mount: string, role: string | undefined, headers: Record<string, string>) {
  const jwt = await readFile(podToken, 'utf8').catch(() => {
    throw problem('invalid', `secrets.vault.authMethod is KUBERNETES, but there is no ${podToken}: this is no pod`)
  })
  const login = `/v1/auth/${pathOf(mount.replace(/^auth\//, '').replace(/\/login$/, ''))}/login`
  const answer: Answer = await transport.call({ method: 'POST', path: login, body: { role, jwt: jwt.trim() }, headers })
  const { auth } = (answer.body ?? {}) as { auth?: { client_token?: string } }
  if (auth?.client_token === undefined)
    throw problem('unavailable', `Vault refused the log-in with role ${role} at ${login}: it answered ${answer.status}`)
  return auth.client_token
}

const pathOf = (path: string) => path.split('/').map(encodeURIComponent).join('/')

const dataOf = (body: unknown) => ((body as { data?: unknown })?.data ?? {}) as Record<string, unknown>
