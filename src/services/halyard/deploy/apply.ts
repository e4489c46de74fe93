import { problem } from '../../../platform/errors/index.ts'
import { type Finding, forbids } from '../findings.ts'
import { locked, readHalconfig, type Tree } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import type { ServiceName } from '../names.ts'
import { type Rendered, render } from '../render/index.ts'
import type { Deployment } from '../schema/index.ts'
import { secretsOf, struck } from './differences.ts'
import type { Applying, Environment, Failure } from './environment.ts'
import { isEmpty, type Plan, planOf } from './plan.ts'
import {
  beginRevision,
  currentRevision,
  finishRevision,
  type Revision,
  renderedOf,
  revisionOf,
  revisions,
  settleHistory,
} from './revisions.ts'

export interface ApplyOptions {
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  /** The name of the deployment; by default the current one. */
  readonly deployment?: string | undefined
  environment(deployment: Deployment): Environment
  /** What must be known to be right before anything is touched. */
  validate(deployment: Deployment): Promise<readonly Finding[]>
  readonly services?: readonly ServiceName[] | undefined
  /** Whether the services run on with the files that they have. */
  readonly omitConfig?: boolean
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly tell: Applying['tell']
}

export interface Applied {
  readonly findings: readonly Finding[]
  readonly plan: Plan
  /** Missing when there was nothing to do, or when findings forbade it. */
  readonly revision?: Revision
  readonly failure?: Failure
}

/** What an apply would do, without doing it. */
export async function plan(options: Omit<ApplyOptions, 'validate' | 'tell' | 'now'>, against?: number): Promise<Plan> {
  const stored = readHalconfig(options.home)
  const deployment = stored.deployment(options.deployment)
  const rendered = await render(options.home, deployment, { env: options.env })
  const environment = options.environment(deployment)
  const base =
    against === undefined
      ? currentRevision(options.home, deployment.name)
      : revisionOf(options.home, deployment.name, against)
  const running = await environment.running(deployment)
  return planOf({
    home: options.home,
    stored,
    deployment,
    rendered,
    running,
    against: base,
    services: options.services,
    reloads: environment.reloads,
  })
}

/**
 * Puts the configuration in place: what is wrong forbids it before anything is touched; it is written down as a revision; only what
 * changed restarts, each gated on its health; what does not come up is put back. One at a time; an apply that was interrupted is finished
 * by the next one, because what runs is compared with what is wanted.
 */
export function apply(options: ApplyOptions): Promise<Applied> {
  const { home, env, tell } = options
  return locked(lockOf(home), async () => {
    const stored = readHalconfig(home)
    const deployment = stored.deployment(options.deployment)
    settleHistory(home, deployment.name)
    const environment = options.environment(deployment)
    const rendered = await render(home, deployment, { env })
    const findings = [
      ...(await options.validate(deployment)),
      ...rendered.findings,
      ...(await environment.check(deployment)),
    ]
    const against = currentRevision(home, deployment.name)
    const planned = async () =>
      planOf({
        home,
        stored,
        deployment,
        rendered,
        running: await environment.running(deployment),
        against,
        services: options.services,
        reloads: environment.reloads,
      })
    if (forbids(findings)) return { findings, plan: await planned() }
    await environment.prepare(deployment, tell, options.signal)
    options.signal.throwIfAborted()
    const plan = await planned()
    if (isEmpty(plan)) return { findings, plan }
    const [last] = revisions(home, deployment.name)
    if (last !== undefined && last.result === undefined)
      tell(undefined, `Revision ${last.number} was interrupted; this apply begins from what runs.`)
    const revision = beginRevision({ home, deployment: deployment.name, rendered, now: options.now(), plan })
    return { findings, plan, ...(await carryOut(options, environment, deployment, rendered, plan, revision)) }
  })
}

/** Puts an earlier revision back, as a new one. Throws `notFound` when there is none to go back to. */
export function rollback(options: Omit<ApplyOptions, 'validate'>, to?: number): Promise<Applied> {
  const { home } = options
  return locked(lockOf(home), async () => {
    const stored = readHalconfig(home)
    const deployment = stored.deployment(options.deployment)
    settleHistory(home, deployment.name)
    const target = to === undefined ? previous(home, deployment.name) : revisionOf(home, deployment.name, to)
    if (target.result?.state !== 'SUCCEEDED')
      throw problem(
        'invalid',
        `Revision ${target.number} did not come up when it was applied; choose another: hal deploy history`,
      )
    const environment = options.environment(deployment)
    const rendered = renderedOf(target)
    const running = await environment.running(deployment)
    const plan = planOf({
      home,
      stored,
      deployment,
      rendered,
      running,
      against: currentRevision(home, deployment.name),
      services: options.services,
      reloads: environment.reloads,
    })
    const revision = beginRevision({
      home,
      deployment: deployment.name,
      rendered,
      now: options.now(),
      plan,
      restored: target.number,
    })
    return { findings: [], plan, ...(await carryOut(options, environment, deployment, rendered, plan, revision)) }
  })
}

async function carryOut(
  { home, signal, tell, now }: Pick<ApplyOptions, 'home' | 'signal' | 'tell' | 'now'>,
  environment: Environment,
  deployment: Deployment,
  rendered: Rendered,
  plan: Plan,
  revision: Revision,
): Promise<{ revision: Revision; failure?: Failure }> {
  const finish = (state: 'SUCCEEDED' | 'FAILED', reason?: string) => {
    const result = { state, finishedAt: now().toISOString(), ...(reason === undefined ? {} : { reason }) }
    finishRevision(home, deployment.name, revision, result)
    return { ...revision, result }
  }
  const steps = plan.steps.filter(({ action }) => action !== 'none')
  let failure: Failure | undefined
  try {
    failure = await environment.apply({ deployment, rendered, directory: revision.directory, steps, signal, tell })
  } catch (error) {
    // What was interrupted has no result: nobody waited to see it.
    if (!signal.aborted) finish('FAILED', (error as Error).message)
    throw error
  }
  if (failure === undefined) return { revision: finish('SUCCEEDED') }
  const told = withoutSecrets(failure, deployment)
  return { revision: finish('FAILED', `${told.service}: ${told.reason}`), failure: told }
}

/** A service that does not come up may complain about its configuration with all that stands in it. */
function withoutSecrets(failure: Failure, deployment: Deployment): Failure {
  const secrets = secretsOf(deployment as unknown as Tree)
  const strike = (text: string) => struck(text, secrets)
  return { ...failure, reason: strike(failure.reason), log: failure.log.map(strike) }
}

/** The last one that came up before the current one and was something else. */
function previous(home: HalHome, deployment: string): Revision {
  const current = currentRevision(home, deployment)
  const origin = current?.restored ?? current?.number
  const found = revisions(home, deployment).find(
    ({ number, result, restored }) =>
      result?.state === 'SUCCEEDED' && restored === undefined && origin !== undefined && number < origin,
  )
  if (found === undefined)
    throw problem(
      'notFound',
      'There is no earlier revision that came up: nothing to go back to. See hal deploy history.',
    )
  return found
}

/** Edits of the halconfig go on while an apply runs; another apply does not. */
const lockOf = (home: HalHome) => `${home.lock}.apply`
