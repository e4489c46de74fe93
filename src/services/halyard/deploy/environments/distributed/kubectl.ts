import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { problem } from '../../../../../platform/errors/index.ts'
import { isSecretReference, openSecrets, secretReference } from '../../../../../platform/secrets/index.ts'
import { run } from '../../../../../platform/subprocess/index.ts'
import type { HalHome } from '../../../home.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Manifest, Raw } from './manifest.ts'
import { fieldManager, namespaceOf } from './names.ts'
import type { Live } from './ownership.ts'

/** `kubectl`, with the credentials of the account that the services are deployed by. */
export interface Kubectl {
  readonly namespace: string
  /** The call as a person would type it. */
  readonly words: readonly string[]
  /** Its standard output. Throws `unavailable`, with what it said, when it fails. */
  run(args: readonly string[], options?: KubectlOptions): Promise<string>
  list(
    kinds: readonly string[],
    options?: { readonly selector?: string; readonly managedFields?: boolean },
  ): Promise<Live[]>
  /** Applies objects as the manager `hal`; what others set of the same fields is taken over. */
  apply(objects: readonly Manifest[], signal?: AbortSignal): Promise<void>
  /** Makes objects exactly what is given, whoever set what. */
  replace(objects: readonly Manifest[]): Promise<void>
  remove(objects: readonly Manifest[], signal?: AbortSignal): Promise<void>
}

export interface KubectlOptions {
  readonly input?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
}

const mostOutput = 256 * 1024 * 1024

type Account = Deployment['providers']['kubernetes']['accounts'][number]

/** The account of Kubernetes that a deployment names. Throws `invalid` for one that is not there. */
export function accountOf({ providers, deploymentEnvironment, name: deployment }: Deployment): Account {
  const { accountName } = deploymentEnvironment
  const account = providers.kubernetes.accounts.find(({ name }) => name === accountName)
  if (account !== undefined) return account
  const names = providers.kubernetes.accounts.map(({ name }) => name)
  throw problem(
    'invalid',
    `${deployment}.deploymentEnvironment.accountName: ${accountName === undefined ? 'no account is named' : `there is no account '${accountName}' of Kubernetes`}${names.length > 0 ? `; there is ${names.join(', ')}` : ''}. hal config deploy edit --account-name says which.`,
  )
}

export async function openKubectl(deployment: Deployment, home: HalHome, env: NodeJS.ProcessEnv): Promise<Kubectl> {
  const account = accountOf(deployment)
  const namespace = namespaceOf(deployment)
  const program = account.kubectlPath || 'kubectl'
  const access = await accessOf(account, home, env)
  const words = [program, ...access, '--namespace', namespace]

  async function call(
    args: readonly string[],
    { timeoutMs = 120_000, ...options }: KubectlOptions = {},
  ): Promise<string> {
    const ran = await run(program, [...words.slice(1), ...args], {
      env,
      maxOutputBytes: mostOutput,
      timeoutMs,
      ...options,
    })
    if (ran.code === 0) return ran.stdout
    const said = ran.stderr.trim() || ran.stdout.trim() || `it ended with ${ran.code ?? ran.signal}`
    throw problem('unavailable', `kubectl ${args[0]} failed: ${said.slice(-2_000)}`)
  }

  return {
    namespace,
    words,
    run: call,
    async list(kinds, { selector, managedFields = false } = {}) {
      const filter = selector === undefined ? [] : ['--selector', selector]
      const shown = managedFields ? ['--show-managed-fields'] : []
      const text = await call(['get', kinds.join(','), ...filter, ...shown, '--output', 'json'])
      return (JSON.parse(text) as { readonly items: Live[] }).items
    },
    async apply(objects, signal) {
      if (objects.length === 0) return
      const args = ['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '--filename', '-']
      await call(args, { input: asList(objects), ...(signal === undefined ? {} : { signal }) })
    },
    async replace(objects) {
      if (objects.length > 0) await call(['replace', '--filename', '-'], { input: asList(objects) })
    },
    async remove(objects, signal) {
      if (objects.length === 0) return
      const args = ['delete', '--ignore-not-found', '--wait=false', '--filename', '-']
      await call(args, { input: asList(objects), ...(signal === undefined ? {} : { signal }) })
    },
  }
}

const asList = (items: readonly Manifest[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items } satisfies Raw)

/** The flags that lead to the cluster. With the service account of the pod that hal runs in, there are none. */
async function accessOf(account: Account, home: HalHome, env: NodeJS.ProcessEnv): Promise<string[]> {
  if (account.serviceAccount === true) return []
  const kubeconfig = await kubeconfigOf(account, home, env)
  return [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(account.context ? ['--context', account.context] : []),
    ...(account.cluster ? ['--cluster', account.cluster] : []),
    ...(account.user ? ['--user', account.user] : []),
  ]
}

async function kubeconfigOf(
  { name, kubeconfigFile, kubeconfigContents }: Account,
  home: HalHome,
  env: NodeJS.ProcessEnv,
) {
  if (kubeconfigContents) return temporary(kubeconfigContents)
  if (!kubeconfigFile) return undefined
  if (isSecretReference(kubeconfigFile)) {
    const session = openSecrets({ env })
    return temporary(await session.read(secretReference(kubeconfigFile)!))
  }
  const path = isAbsolute(kubeconfigFile) ? kubeconfigFile : resolve(home.directory, kubeconfigFile)
  if (!existsSync(path))
    throw problem('invalid', `The kubeconfig ${path} of the account ${name} is not there, or this user may not see it.`)
  return path
}

/** A file that only its owner reads, and that goes with this process. */
function temporary(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'gennaker-kubeconfig-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, content, { mode: 0o600 })
  return path
}
