import type { Command, Invocation } from '../cli/command.ts'

/** `hal init` */
export const initCommand: Command = {
  name: 'init',
  describe:
    'Makes a halconfig from a few questions; each has a default, and a flag that answers it. Nothing that is there is replaced without asking.',
  flags: [
    {
      name: 'from',
      kind: 'text',
      file: true,
      describe:
        'Takes over the halconfig of another ~/.hal, with its profiles and service settings, instead of asking.',
    },
    {
      name: 'type',
      kind: 'choice',
      options: ['Local', 'LocalDebian', 'Distributed'],
      describe: 'Where the services run: in one process of this machine, as its Debian package, or on Kubernetes.',
      otherwise: 'Local',
    },
    { name: 'timezone', kind: 'text', describe: 'The time zone of schedules.', otherwise: 'that of the machine' },
    {
      name: 'storage',
      kind: 'choice',
      options: ['embedded', 'postgresql'],
      describe: 'Where everything is kept.',
      otherwise: 'embedded',
    },
    {
      name: 'database-url',
      kind: 'text',
      secret: true,
      describe: 'The address of the PostgreSQL, postgresql://user:password@host/database.',
    },
    {
      name: 'spot-account-id',
      kind: 'text',
      describe: 'The ID of a Spot account, such as act-1a2b3c4d; none without.',
    },
    { name: 'spot-account', kind: 'text', describe: 'The name of that account in pipelines.', otherwise: 'spot' },
    { name: 'spot-token', kind: 'text', secret: true, describe: 'The API token of Spot.' },
    {
      name: 'kubeconfig',
      kind: 'text',
      file: true,
      describe: 'Distributed: the kubeconfig; by default that of kubectl.',
    },
    { name: 'kube-context', kind: 'text', describe: 'Distributed: its context.', otherwise: 'the current one' },
    { name: 'namespace', kind: 'text', describe: 'Distributed: the namespace.', otherwise: 'spinnaker' },
  ],
  examples: [
    ['init', 'asks'],
    ['init --spot-account-id act-1a2b3c4d --spot-token < answers', 'for a script: what no flag says has its default'],
    ['init --from /backup/.hal/config', 'goes on with what another installation has'],
  ],
  run: async (invocation) => {
    const { home, flags } = invocation
    const [{ existsSync }, { resolve, dirname, basename }] = await Promise.all([import('node:fs'), import('node:path')])
    const from = typeof flags.from === 'string' ? resolve(flags.from) : undefined
    const source = from !== undefined && basename(from) === 'config' ? dirname(from) : from
    const isOwn = source !== undefined && source === resolve(home.directory)
    if (existsSync(home.config) && !isOwn && !(await mayReplace(invocation))) return 0
    if (source === undefined) await make(invocation)
    else if (!isOwn) await takeFrom(invocation, source)
    return tell(invocation)
  },
}

async function mayReplace({ home, ask, say }: Invocation): Promise<boolean> {
  if (await ask.confirm(`${home.config} is there already; it would be replaced, and kept in ${keptIn(home.backup)}.`))
    return true
  say.line('Nothing was changed.')
  return false
}

/** Beside the halconfig of the last apply. */
const keptIn = (backup: string) => `${backup}.before-init`

async function keepOld({ home }: Invocation): Promise<void> {
  const { existsSync, readFileSync } = await import('node:fs')
  const { writeAtomically } = await import('../halconfig/index.ts')
  if (existsSync(home.config)) writeAtomically(keptIn(home.backup), readFileSync(home.config))
}

async function make(invocation: Invocation): Promise<void> {
  const [{ askAll }, { deploymentOf }, { editHalconfig }] = await Promise.all([
    import('./answers.ts'),
    import('./deployment.ts'),
    import('../halconfig/index.ts'),
  ])
  const name = invocation.deployment ?? 'default'
  const deployment = deploymentOf(name, await askAll(invocation))
  invocation.signal.throwIfAborted()
  await keepOld(invocation)
  await editHalconfig(invocation.home, (raw) => {
    for (const key of Object.keys(raw)) delete raw[key]
    Object.assign(raw, { currentDeployment: name, deploymentConfigurations: [deployment] })
  })
}

async function takeFrom(invocation: Invocation, source: string): Promise<void> {
  const { takeHome } = await import('../migrate/take-home.ts')
  const { existsSync } = await import('node:fs')
  const replaces = existsSync(invocation.home.config)
  await keepOld(invocation)
  await takeHome(source, invocation.home, replaces)
}

const next = [
  ['hal doctor', 'whether this machine has what the services need'],
  ['hal config validate', 'whether its accounts are let in'],
  ['hal deploy diff', 'what an apply would do'],
  ['hal deploy apply', 'does it'],
  ['hal status', 'how the services run'],
  ['hal migrate', 'brings the pipelines of a Spinnaker'],
] as const

/** What is wrong with it, and what to do next. */
async function tell({ home, deployment, env, say }: Invocation): Promise<number> {
  const [{ readHalconfig }, { validateOffline }, { forbids }] = await Promise.all([
    import('../halconfig/index.ts'),
    import('../validate/index.ts'),
    import('../findings.ts'),
  ])
  const stored = readHalconfig(home)
  const findings = validateOffline({ home, stored, name: deployment, env })
  if (say.format === 'json' || say.format === 'yaml')
    say.data({ config: home.config, findings, next: next.map(([command]) => command) })
  else {
    say.findings(findings)
    say.success(`${home.config} is there.`)
    say.line('What to do next:')
    for (const [command, what] of next) say.line(`  ${command.padEnd(20)} ${what}`)
  }
  return forbids(findings) ? 1 : 0
}
