import { problem } from '../../../platform/errors/index.ts'
import type { Invocation, Questions } from '../cli/command.ts'
import { contextsIn, kubeconfigOf } from './kube-contexts.ts'

/** The places that `hal init` offers; the others are set by `hal config deploy edit`. */
export const offeredTypes = ['Local', 'LocalDebian', 'Distributed'] as const
export type OfferedType = (typeof offeredTypes)[number]

/** What a person wants. */
export interface Answers {
  readonly type: OfferedType
  readonly timezone: string
  /** Of a PostgreSQL; without it, the embedded database. */
  readonly databaseUrl?: string
  readonly spot?: { readonly account: string; readonly accountId: string; readonly token: string }
  readonly kubernetes?: {
    readonly account: string
    readonly context: string
    readonly kubeconfig: string
    readonly namespace: string
  }
}

/** Asks for what no flag says. In a pipe whatever is not answered has its default. Throws `invalid` for what can't be. */
export async function askAll({ flags, ask, env }: Pick<Invocation, 'flags' | 'ask' | 'env'>): Promise<Answers> {
  const given = (name: string) => (typeof flags[name] === 'string' ? (flags[name] as string) : undefined)
  const type = (given('type') ?? (await ask.choose('Where do the services run?', offeredTypes, 'Local'))) as OfferedType
  const timezone = given('timezone') ?? (await ask.text('Time zone of schedules', zoneOfMachine()))
  requireZone(timezone)
  const databaseUrl = await askStorage(given, ask)
  const spot = await askSpot(given, ask)
  const kubernetes = type === 'Distributed' ? await askKubernetes(given, ask, env) : undefined
  return {
    type,
    timezone,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(spot === undefined ? {} : { spot }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  }
}

type Given = (name: string) => string | undefined

const zoneOfMachine = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Etc/UTC'

export function requireZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw problem('invalid', `There is no time zone ${zone}. Take an IANA name, such as Etc/UTC or Europe/Berlin.`)
  }
}

async function askStorage(given: Given, ask: Questions): Promise<string | undefined> {
  const url = given('database-url')
  const storage =
    given('storage') ??
    (url === undefined
      ? await ask.choose('Where is everything kept?', ['embedded', 'postgresql'], 'embedded')
      : 'postgresql')
  if (storage === 'embedded' && url !== undefined)
    throw problem('invalid', 'The embedded database has no address: take --database-url or --storage embedded away.')
  if (storage === 'embedded') return undefined
  const address = url ?? (await ask.secret('Address of the PostgreSQL, postgresql://user:password@host/database'))
  if (/^(postgres(ql)?:\/\/|\$\{|encrypted:)/.test(address)) return address
  throw problem(
    'invalid',
    'The address of a PostgreSQL begins with postgresql://; write postgresql://user:password@host/database',
  )
}

async function askSpot(given: Given, ask: Questions): Promise<Answers['spot']> {
  const wanted = given('spot-account-id') ?? (await ask.text('Spot account, such as act-1a2b3c4d', 'none'))
  if (wanted === 'none') return undefined
  if (!/^act-[a-zA-Z0-9]{8}$/.test(wanted))
    throw problem(
      'invalid',
      `${wanted} is no Spot account: it is act- and eight letters or digits, as Spot's console shows it.`,
    )
  const account = given('spot-account') ?? (await ask.text('Name of that account in pipelines', 'spot'))
  const token = given('spot-token') ?? (await ask.secret('Spot API token'))
  return { account, accountId: wanted, token }
}

async function askKubernetes(given: Given, ask: Questions, env: NodeJS.ProcessEnv): Promise<Answers['kubernetes']> {
  const kubeconfig = given('kubeconfig') ?? kubeconfigOf(env)
  const { contexts, current } = contextsIn(kubeconfig)
  const context = given('kube-context') ?? (await ask.choose('Context of Kubernetes', contexts, current))
  if (!contexts.includes(context))
    throw problem('invalid', `${kubeconfig} has no context ${context}; it has ${contexts.join(', ')}.`)
  const namespace = given('namespace') ?? (await ask.text('Namespace', 'spinnaker'))
  const account =
    context
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .slice(-63)
      .replace(/^-+|-+$/g, '') || 'kubernetes'
  return { account, context, kubeconfig, namespace }
}
