import { problem } from '../../../../../platform/errors/index.ts'
import { type Finding, forbids } from '../../../findings.ts'
import type { Tree } from '../../../halconfig/index.ts'
import type { HalHome } from '../../../home.ts'
import { type ServiceName, serviceNames } from '../../../names.ts'
import type { Deployment } from '../../../schema/index.ts'
import { secretsOf, struck } from '../../differences.ts'
import type { Applying, Environment, Failure, Running, Step } from '../../environment.ts'
import { collectGarbage, managedKinds, objectsOf, putBack } from './cluster.ts'
import { desired } from './desired.ts'
import { type Kubectl, openKubectl } from './kubectl.ts'
import { isRaw, type Manifest } from './manifest.ts'
import { fieldManager, hashAnnotation, spin } from './names.ts'
import { isAppliedBy, type Live } from './ownership.ts'
import { awaitRollout, progressOf, type RolloutTimes, rolloutTimes } from './rollout.ts'
import { lineReader } from './streams.ts'
import { markedWith, surroundingsAt, surroundingsOf } from './surroundings.ts'

export interface DistributedOptions {
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  /** For a service to come up. Images have to be fetched: it is given ten minutes at least. */
  readonly healthTimeoutMs?: number
  readonly times?: Partial<RolloutTimes>
}

/** A Deployment a service in a cluster, put there by server-side apply. */
export function createDistributed({ home, env, healthTimeoutMs = 0, times }: DistributedOptions): Environment {
  const timeoutMs = Math.max(healthTimeoutMs, rolloutTimes.timeoutMs)
  let opened: Promise<Kubectl> | undefined
  const open = (deployment: Deployment) => (opened ??= openKubectl(deployment, home, env))
  return {
    type: 'Distributed',
    check: (deployment) => check(deployment, () => open(deployment)),
    // Images are fetched by the nodes.
    async prepare() {},
    async running(deployment) {
      const kubectl = await open(deployment)
      const objects = await kubectl.list(['deployments.apps', 'replicasets.apps', 'pods'], { selector: 'app=spin' })
      const surroundings = surroundingsOf(home, deployment)
      return serviceNames.flatMap((service) => runningOf(objects, service, surroundings) ?? [])
    },
    async apply(applying) {
      const kubectl = await open(applying.deployment)
      return apply(applying, kubectl, home, { ...rolloutTimes, timeoutMs, ...times })
    },
    async stop(deployment, services) {
      const kubectl = await open(deployment)
      for (const service of [...serviceNames].reverse())
        if (services.includes(service))
          await kubectl.run(['scale', '--replicas=0', '--selector', `cluster=${spin(service)}`, 'deployment'])
    },
    logs: (deployment, service, lines, signal) => logs(() => open(deployment), deployment, service, lines, signal),
    async connect(deployment, services) {
      const kubectl = await open(deployment)
      const found = await kubectl.list(['services'], { selector: 'app=spin' })
      return services.map(
        (service) => `${service}: ${doorOf(deployment, service) ?? forwarding(kubectl, found, service)}`,
      )
    },
    async forward(deployment, services, signal) {
      const kubectl = await open(deployment)
      const found = await kubectl.list(['services'], { selector: 'app=spin' })
      const ways = services.flatMap((service) => {
        const port = doorOf(deployment, service) === undefined ? servicePort(found, service) : undefined
        return port === undefined ? [] : [['port-forward', `service/${spin(service)}`, String(port)]]
      })
      const opened = ways.map((args) => kubectl.run(args, { signal, timeoutMs: Number.POSITIVE_INFINITY }))
      await Promise.all(opened).catch((error: unknown) => {
        // Whoever has seen enough ends it.
        if (!signal.aborted) throw error
      })
    },
    async clean(deployment, tell) {
      const kubectl = await open(deployment)
      const objects = await kubectl.list(managedKinds, { selector: 'app=spin', managedFields: true })
      const own = objects.filter((each) => isAppliedBy(fieldManager, each))
      await kubectl.remove(own)
      tell(undefined, `Took ${own.length} objects out of ${kubectl.namespace}; the namespace and the volumes stay.`)
    },
  }
}

async function check(deployment: Deployment, open: () => Promise<Kubectl>): Promise<Finding[]> {
  const location = `${deployment.name}.deploymentEnvironment`
  try {
    const kubectl = await open()
    const may = await kubectl
      .run(['auth', 'can-i', 'patch', 'deployments.apps', '--quiet'], { timeoutMs: 20_000 })
      .then(() => true)
      .catch(async () => {
        // It also fails when the cluster can't be reached; this says so.
        await kubectl.run(['version', '--output', 'json'], { timeoutMs: 20_000 })
        return false
      })
    if (may) return []
    return [
      {
        severity: 'ERROR',
        location,
        message: `The account ${deployment.deploymentEnvironment.accountName} may not change deployments in the namespace ${kubectl.namespace}.`,
        remediation: 'Give it a role that may, or name another account: hal config deploy edit --account-name.',
      },
    ]
  } catch (error) {
    return [{ severity: 'ERROR', location, message: (error as Error).message }]
  }
}

function runningOf(objects: readonly Live[], service: ServiceName, surroundings: string): Running | undefined {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === spin(service))
  if (deployment === undefined) return undefined
  const pods = objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.labels?.cluster === spin(service))
  const { done, stuck, failed } = progressOf(objects, service)
  const stopped = isRaw(deployment.spec) && deployment.spec.replicas === 0
  const hash = deployment.metadata.annotations?.[hashAnnotation]
  const started = Math.min(...pods.map(({ metadata }) => Date.parse(String(metadata.creationTimestamp))))
  const version = deployment.metadata.labels?.['app.kubernetes.io/version']
  const port = portOf(deployment)
  return {
    service,
    where: pods.map(({ metadata }) => metadata.name).join(', ') || `deployment ${spin(service)}`,
    health: stopped ? 'STOPPED' : done ? 'UP' : stuck || failed ? 'DOWN' : 'STARTING',
    ...(version === undefined ? {} : { version }),
    ...(port === undefined ? {} : { port }),
    ...(Number.isFinite(started) ? { startedAt: started } : {}),
    // Made of other things than it would be made of now: it is not what is wanted, whatever its files are.
    ...(hash === undefined || surroundingsAt(deployment) !== surroundings ? {} : { hash }),
  }
}

function portOf({ spec }: Live): number | undefined {
  const text = JSON.stringify(spec)
  const found = /"containerPort":(\d+)/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** One service after another, each gated on its rollout. The first that does not come up is put back, and all before it. */
async function apply(
  { deployment, rendered, steps, signal, tell }: Applying,
  kubectl: Kubectl,
  home: HalHome,
  times: RolloutTimes,
): Promise<Failure | undefined> {
  const { objects, findings } = desired(home, deployment, rendered)
  if (forbids(findings)) {
    const errors = findings.filter((each) => forbids([each])).map(({ location, message }) => `${location}: ${message}`)
    throw problem('invalid', errors.join('\n'))
  }
  const wanted = markedWith(objects, surroundingsOf(home, deployment))
  const ofService = (service: ServiceName) =>
    wanted.filter(({ metadata }) => metadata.labels?.cluster === spin(service))
  const others = wanted.filter(({ metadata }) => !serviceNames.some((name) => metadata.labels?.cluster === spin(name)))
  const changed: {
    readonly service: ServiceName
    readonly before: readonly Live[]
    readonly applied: readonly Manifest[]
  }[] = []

  async function take({ service, action, why }: Step): Promise<Failure | undefined> {
    const own = ofService(service)
    const before = await objectsOf(kubectl, service)
    changed.push({ service, before, applied: own })
    if (own.length === 0 || action === 'stop') {
      tell(service, `is taken away: ${why}`)
      await kubectl.remove(
        before.filter((each) => isAppliedBy(fieldManager, each)),
        signal,
      )
      return undefined
    }
    tell(service, `is applied: ${why}`)
    await kubectl.apply(own, signal)
    const failure = await awaitRollout(kubectl, service, (message) => tell(service, message), signal, times)
    if (failure === undefined) tell(service, 'is up')
    return failure
  }

  async function undo(): Promise<void> {
    for (const { service, before, applied } of changed.toReversed()) {
      tell(service, 'is put back')
      await putBack(kubectl, before, applied)
    }
  }

  try {
    await kubectl.apply(others, signal)
    for (const step of steps) {
      const failure = await take(step)
      if (failure === undefined) continue
      await undo()
      const secrets = secretsOf(deployment as unknown as Tree)
      return { ...failure, log: failure.log.map((line) => struck(line, secrets)) }
    }
  } catch (error) {
    await undo()
    throw error
  }
  for (const { service, applied } of changed) {
    const garbage = await collectGarbage(kubectl, service, applied)
    if (garbage.length > 0) tell(service, `${garbage.length} objects that are wanted no more are taken away`)
  }
  return undefined
}

/** The lines of all pods of a service, each with its pod before it. */
async function* logs(
  open: () => Promise<Kubectl>,
  deployment: Deployment,
  service: ServiceName,
  lines: number,
  follow?: AbortSignal,
): AsyncIterable<string> {
  const kubectl = await open()
  const secrets = secretsOf(deployment as unknown as Tree)
  const args = ['logs', '--selector', `cluster=${spin(service)}`, '--container', service, `--tail=${lines}`, '--prefix']
  const all = follow === undefined ? args : [...args, '--follow', '--max-log-requests=50']
  const reader = lineReader((onLine) =>
    kubectl.run(all, {
      onLine,
      timeoutMs: follow === undefined ? 60_000 : Number.POSITIVE_INFINITY,
      ...(follow === undefined ? {} : { signal: follow }),
    }),
  )
  try {
    for await (const line of reader) yield struck(line, secrets)
  } catch (error) {
    // Whoever stops following has seen enough.
    if (!follow?.aborted) throw error
  }
}

/** Where people find a service from outside, if the halconfig says it. */
function doorOf({ security }: Deployment, service: ServiceName): string | undefined {
  if (service === 'deck') return security.uiSecurity.overrideBaseUrl
  return service === 'gate' ? security.apiSecurity.overrideBaseUrl : undefined
}

function forwarding({ words }: Kubectl, found: readonly Live[], service: ServiceName): string {
  const port = servicePort(found, service)
  if (port === undefined) return 'it is not in the cluster; hal deploy apply puts it there'
  return `http://localhost:${port} while this runs: ${words.join(' ')} port-forward service/${spin(service)} ${port}`
}

function servicePort(found: readonly Live[], service: ServiceName): number | undefined {
  const spec = found.find(({ metadata }) => metadata.name === spin(service))?.spec
  const ports = isRaw(spec) && Array.isArray(spec.ports) ? spec.ports.filter(isRaw) : []
  return ports[0] === undefined ? undefined : Number(ports[0].port)
}
