import type { Command, Flag, Invocation } from '../cli/command.ts'
import { forbids } from '../findings.ts'
import { releasedServices, type ServiceName, serviceNames } from '../names.ts'
import { fileFlag, previewing, takingOver } from '../spinnaker-service/flag.ts'
import type { Applied } from './apply.ts'
import type { Environment, Failure } from './environment.ts'

const serviceFlags: readonly Flag[] = [
  { name: 'service-names', kind: 'texts', describe: 'Only these services.', options: serviceNames },
  { name: 'exclude-service-names', kind: 'texts', describe: 'All services but these.', options: serviceNames },
]

const waitingFlags: readonly Flag[] = [
  {
    name: 'health-timeout',
    kind: 'integer',
    default: 60,
    describe: 'Seconds within which a service must be healthy; on Kubernetes at least ten minutes, to fetch images.',
  },
  { name: 'stabilisation', kind: 'integer', default: 10, describe: 'Seconds for which it must stay healthy.' },
]

/** What stands in scripts, and is what happens anyway. */
const oldFlags: readonly Flag[] = [
  { name: 'omit-config', kind: 'switch', describe: 'As ever; only what changed is rendered and restarted.' },
  { name: 'flush-infrastructure-caches', kind: 'switch', describe: 'As ever; caches are refreshed by what changes.' },
  { name: 'delete-orphaned-services', kind: 'switch', describe: 'As ever; what is no longer enabled is stopped.' },
  { name: 'wait-for-completion', kind: 'switch', describe: 'As ever; every service is waited for.' },
  {
    name: 'wait-for-completion-timeout-minutes',
    kind: 'integer',
    describe: 'Minutes within which a service must be healthy.',
  },
  { name: 'auto-run', kind: 'boolean', describe: 'As ever; there is no script to run.' },
]

const applyCommand: Command = {
  name: 'apply',
  describe: 'Puts the configuration in place: only what changed restarts, and what does not come up is put back.',
  flags: [
    fileFlag,
    ...serviceFlags,
    { name: 'prep-only', kind: 'switch', describe: 'Only fetches what is needed.' },
    { name: 'offline', kind: 'switch', describe: 'Validates without asking any server.' },
    ...oldFlags,
    ...waitingFlags,
  ],
  examples: [
    ['deploy apply', 'puts everything in place'],
    ['deploy apply --service-names gate deck', 'only Gate and Deck'],
    ['deploy apply -f spinnaker.yml', 'what a SpinnakerService says'],
  ],
  async run(asked) {
    const invocation = await takingOver(asked)
    const { flags, say, signal } = invocation
    const services = await chosen(flags)
    const { readHalconfig } = await import('../halconfig/index.ts')
    const deployment = readHalconfig(invocation.home).deployment(invocation.deployment)
    const teller = telling(invocation)
    if (flags['prep-only'] === true) {
      await (await environmentFor(invocation)).prepare(deployment, teller.tell, signal)
      teller.done()
      say.success('Preparation complete.')
      return 0
    }
    const { apply } = await import('./apply.ts')
    const environment = await environmentFor(invocation)
    const applied = await apply({
      home: invocation.home,
      env: invocation.env,
      deployment: invocation.deployment,
      environment: () => environment,
      validate: () => validation(invocation),
      services,
      now: () => new Date(),
      signal,
      tell: teller.tell,
    }).catch(teller.failed)
    teller.done(applied.failure)
    return answer(invocation, applied)
  },
}

const diff: Command = {
  name: 'diff',
  describe:
    'Shows what an apply would change, against the last one that came up and against what runs. Exits with 2 when there are changes.',
  flags: [
    fileFlag,
    { name: 'against', kind: 'integer', describe: 'Another revision to compare with; see hal deploy history.' },
    ...serviceFlags,
  ],
  run: (asked) =>
    previewing(asked, async (invocation) => {
      const { flags, say, home, env, signal } = invocation
      const [{ plan }, { isEmpty }, { shownPlan }] = await Promise.all([
        import('./apply.ts'),
        import('./plan.ts'),
        import('./shown.ts'),
      ])
      const environment = await environmentFor(invocation)
      const services = await chosen(flags)
      const options = { home, env, deployment: invocation.deployment, environment: () => environment, services, signal }
      const planned = await plan(options, flags.against as number | undefined)
      if (isData(invocation)) say.data(planned)
      else for (const line of shownPlan(planned)) say.line(line)
      return isEmpty(planned) ? 0 : 2
    }),
}

const history: Command = {
  name: 'history',
  describe: 'The revisions that were applied, the newest first.',
  async run(invocation) {
    const { home, say } = invocation
    const { currentRevision, revisions } = await import('./revisions.ts')
    const name = await deploymentName(invocation)
    const all = revisions(home, name)
    const current = currentRevision(home, name)?.number
    if (isData(invocation))
      say.data(all.map(({ directory: _, ...revision }) => ({ ...revision, current: revision.number === current })))
    else if (all.length === 0) say.line('Nothing was applied yet.')
    else
      say.table(
        ['REVISION', 'STARTED', 'VERSION', 'RESULT', 'NOTE'],
        all.map(({ number, startedAt, version, result, restored }) => [
          `${number}${number === current ? ' *' : ''}`,
          startedAt.replace('T', ' ').slice(0, 19),
          version,
          result?.state ?? 'INTERRUPTED',
          result?.reason ?? (restored === undefined ? '' : `back to ${restored}`),
        ]),
      )
  },
}

const rollbackCommand: Command = {
  name: 'rollback',
  describe: 'Puts an earlier revision back in place; the halconfig stays as it is.',
  flags: [
    { name: 'to', kind: 'integer', describe: 'The revision; by default the last that came up before this one.' },
    ...serviceFlags,
    ...waitingFlags,
  ],
  async run(invocation) {
    const { flags, home, env, signal, say } = invocation
    const { rollback } = await import('./apply.ts')
    const environment = await environmentFor(invocation)
    const teller = telling(invocation)
    const services = await chosen(flags)
    const options = {
      home,
      env,
      deployment: invocation.deployment,
      environment: () => environment,
      services,
      now: () => new Date(),
      signal,
      tell: teller.tell,
    }
    const rolledBack = await rollback(options, flags.to as number | undefined).catch(teller.failed)
    teller.done(rolledBack.failure)
    if (rolledBack.failure === undefined && !isData(invocation))
      say.line('The halconfig was not changed: hal deploy diff shows what the next apply would do.')
    return answer(invocation, rolledBack)
  },
}

export const status: Command = {
  name: 'status',
  describe:
    'How each service runs: its version, process, port, health and memory. Exits with 1 when one is not healthy.',
  async run(invocation) {
    const { say } = invocation
    const { statusColumns, statusRow } = await import('./shown.ts')
    const environment = await environmentFor(invocation)
    const running = await environment.running(await deploymentOf(invocation))
    if (isData(invocation)) say.data(running)
    else if (running.length === 0) say.line('Nothing runs. Start it: hal deploy apply')
    else
      say.table(
        statusColumns,
        running.map((each) => statusRow(each, Date.now())),
      )
    return running.every(({ health }) => health === 'UP') ? 0 : 1
  },
}

export const logs: Command = {
  name: 'logs',
  describe: 'The log of a service.',
  argument: { name: 'service', describe: 'The service.', required: true, candidates: () => serviceNames },
  flags: [
    { name: 'follow', aliases: ['f'], kind: 'switch', describe: 'Goes on with what comes; ends with Ctrl-C.' },
    { name: 'lines', aliases: ['n'], kind: 'integer', default: 50, describe: 'How many of the last lines.' },
  ],
  async run(invocation) {
    const { argument, flags, say, signal } = invocation
    const { serviceNamed } = await import('./chosen.ts')
    const service = serviceNamed(argument!)
    const [environment, deployment, { secretsOf, struck }] = await Promise.all([
      environmentFor(invocation),
      deploymentOf(invocation),
      import('./differences.ts'),
    ])
    if (!releasedServices.includes(service!)) say.line(`${service} is not part of this release: nothing of it runs.`)
    const secrets = secretsOf(deployment as unknown as Record<string, unknown>)
    const follow = flags.follow === true ? signal : undefined
    for await (const line of environment.logs(deployment, service, Number(flags.lines ?? 50), follow))
      say.line(struck(line, secrets))
  },
}

const stop: Command = {
  name: 'stop',
  describe: 'Stops services; what they know stays.',
  flags: serviceFlags,
  async run(invocation) {
    const environment = await environmentFor(invocation)
    await environment.stop(await deploymentOf(invocation), (await chosen(invocation.flags)) ?? serviceNames)
    invocation.say.success('Stopped. hal deploy apply starts them again.')
  },
}

const connect: Command = {
  name: 'connect',
  describe: 'Where Deck and Gate are reached; on Kubernetes it opens ways to them, until Ctrl-C.',
  flags: [
    { name: 'service-names', kind: 'texts', describe: 'Other services than these two.', options: serviceNames },
    { name: 'auto-run', kind: 'boolean', default: true, describe: 'Whether ways are opened, or only named.' },
  ],
  async run(invocation) {
    const services = (await chosen(invocation.flags)) ?? (['deck', 'gate'] as const)
    const environment = await environmentFor(invocation)
    const deployment = await deploymentOf(invocation)
    for (const line of await environment.connect(deployment, services)) invocation.say.line(line)
    if (invocation.flags['auto-run'] !== false) await environment.forward?.(deployment, services, invocation.signal)
  },
}

const clean: Command = {
  name: 'clean',
  describe: 'Stops everything and takes away what was deployed; what the services know, and ~/.hal, stay.',
  async run(invocation) {
    const { ask, say } = invocation
    if (!(await ask.confirm('This command destroys your deployment of Spinnaker.'))) {
      say.line('Aborted.')
      return
    }
    const teller = telling(invocation)
    await (await environmentFor(invocation)).clean(await deploymentOf(invocation), teller.tell)
    teller.done()
    say.success('Spinnaker was removed.')
  },
}

const collect: Command = {
  name: 'collect-logs',
  describe:
    'Puts logs, health, versions and the configuration without its secrets into one archive, for somebody who helps.',
  flags: serviceFlags,
  async run(invocation) {
    const { home, say, flags } = invocation
    const [{ collectLogs }, { release }] = await Promise.all([import('./collect.ts'), import('../versions/release.ts')])
    const deployment = await deploymentOf(invocation)
    const environment = await environmentFor(invocation)
    const services = (await chosen(flags)) ?? serviceNames
    const path = await collectLogs({
      home,
      deployment,
      environment,
      services,
      now: new Date(),
      version: String(release()),
    })
    if (isData(invocation)) say.data({ path })
    else {
      say.success('Successfully collected service logs.')
      say.line(path)
    }
  },
}

const details: Command = {
  name: 'details',
  describe: 'How one service runs, and with which settings.',
  flags: [{ name: 'service-name', kind: 'choice', options: serviceNames, required: true, describe: 'The service.' }],
  async run(invocation) {
    const { say, flags, home, env } = invocation
    const { detailsOf } = await import('./details.ts')
    const [deployment, environment] = await Promise.all([deploymentOf(invocation), environmentFor(invocation)])
    say.data(await detailsOf(home, env, deployment, environment, flags['service-name'] as ServiceName))
  },
}

/** `hal deploy` */
export const deployCommand: Command = {
  name: 'deploy',
  describe: 'Deploys what is configured, shows how it runs, and goes back.',
  commands: async () => {
    const { manifestsCommand } = await import('./environments/distributed/commands.ts')
    return [
      applyCommand,
      diff,
      history,
      rollbackCommand,
      status,
      logs,
      stop,
      connect,
      clean,
      collect,
      details,
      manifestsCommand,
    ]
  },
}

const isData = ({ say }: Invocation) => say.format === 'json' || say.format === 'yaml'

async function deploymentOf({ home, deployment }: Invocation) {
  const { readHalconfig } = await import('../halconfig/index.ts')
  return readHalconfig(home).deployment(deployment)
}

const deploymentName = async (invocation: Invocation) => (await deploymentOf(invocation)).name

async function environmentFor(invocation: Invocation): Promise<Environment> {
  const { environmentOf } = await import('./environments.ts')
  const { flags, home, env } = invocation
  const minutes = flags['wait-for-completion-timeout-minutes'] as number | undefined
  const seconds = minutes === undefined ? (flags['health-timeout'] as number | undefined) : minutes * 60
  const stabilisation = flags.stabilisation as number | undefined
  return environmentOf(await deploymentOf(invocation), home, env, {
    ...(seconds === undefined ? {} : { healthTimeoutMs: seconds * 1000 }),
    ...(stabilisation === undefined ? {} : { stabilisationMs: stabilisation * 1000 }),
  })
}

/** Of `--service-names` and `--exclude-service-names`. */
async function chosen(flags: Invocation['flags']): Promise<readonly ServiceName[] | undefined> {
  const { chosenServices } = await import('./chosen.ts')
  return chosenServices({
    services: flags['service-names'] as readonly string[] | undefined,
    excluded: flags['exclude-service-names'] as readonly string[] | undefined,
    deletesOrphans: flags['delete-orphaned-services'] === true,
  })
}

/** What is wrong with the configuration, unless nobody wants to know; servers are asked too, unless that is not wanted. */
async function validation({ validates, home, deployment, env, flags, signal }: Invocation) {
  if (!validates) return []
  const [{ readHalconfig }, { validateOffline }] = await Promise.all([
    import('../halconfig/index.ts'),
    import('../validate/index.ts'),
  ])
  const wanted = { home, stored: readHalconfig(home), name: deployment, env }
  const offline = validateOffline(wanted)
  if (flags.offline === true || forbids(offline)) return offline
  const { validateOnline } = await import('../validate/online.ts')
  return [...offline, ...(await validateOnline(wanted, { signal, makesBuckets: true }))]
}

/** The name of the line that is about no service alone. */
const everything = 'All services'

/** A line for each service, drawn in place as it goes on. */
function telling({ say }: Invocation) {
  const lines = new Map<string, ReturnType<Invocation['say']['progress']>>()
  return {
    tell(service: ServiceName | undefined, message: string) {
      const name = service ?? everything
      const line = lines.get(name) ?? say.progress(name)
      lines.set(name, line)
      line.update(message)
    },
    done(failure?: Failure) {
      const failed = failure && (lines.get(failure.service) ?? lines.get(everything))
      for (const line of lines.values()) {
        if (line === failed) line.fail(failure!.reason)
        else line.succeed()
      }
    },
    failed(error: unknown): never {
      for (const line of lines.values()) line.fail()
      throw error
    },
  }
}

/** What came of an apply, for people and for scripts. */
async function answer(invocation: Invocation, { findings, plan, revision, failure }: Applied): Promise<number> {
  const { say } = invocation
  if (isData(invocation)) {
    const { directory: _, ...about } = revision ?? { directory: '' }
    say.data({ findings, plan, revision: revision === undefined ? null : about, failure: failure ?? null })
    return forbids(findings) || failure !== undefined ? 1 : 0
  }
  say.findings(findings)
  if (forbids(findings)) {
    say.failure('Nothing was touched: the configuration has errors.')
    return 1
  }
  if (failure !== undefined) {
    const after = failure.restored === false ? 'Nothing runs now' : 'What ran before runs again'
    say.failure(`${failure.service} did not come up: ${failure.reason}. ${after}.`)
    if (failure.log.length > 0) say.line(`The last lines of its log:`)
    for (const line of failure.log) say.line(`    ${line}`)
    return 1
  }
  if (revision === undefined) say.success('No changes: what runs is what is configured.')
  else say.success(`Revision ${revision.number} is in place.`)
  say.line('Run `hal deploy connect` to connect to Spinnaker.')
  return 0
}
