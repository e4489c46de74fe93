import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { apply, rollback } from '../../deploy/apply.ts'
import { chosenServices, serviceNamed } from '../../deploy/chosen.ts'
import { collectLogs } from '../../deploy/collect.ts'
import { detailsOf } from '../../deploy/details.ts'
import { halconfigDifferences } from '../../deploy/plan.ts'
import { locked, readHalconfig } from '../../halconfig/index.ts'
import { serviceNames } from '../../names.ts'
import { render, stage } from '../../render/index.ts'
import { validateOffline } from '../../validate/index.ts'
import { release } from '../../versions/index.ts'
import type { DaemonContext } from '../context.ts'
import { Refused, type TaskContext, type Work } from '../tasks/index.ts'
import { asking, isTooSevere, words } from './asked.ts'
import { nodeDiff } from './node-diff.ts'
import { action, answerOfApply } from './remote-action.ts'

const params = z.object({ deployment: z.string() })
/** What `deployOptions` may name happens anyway, or needs not to be asked for. */
const deployOptions = ['OMIT_CONFIG', 'FLUSH_INFRASTRUCTURE_CACHES', 'DELETE_ORPHANED_SERVICES', 'WAIT_FOR_COMPLETION']
const query = asking.extend({
  serviceNames: words.optional(),
  excludeServiceNames: words.optional(),
  deployOptions: words.pipe(z.array(z.enum(deployOptions))).default([]),
  waitForCompletionTimeoutMinutes: z.coerce.number().positive().optional(),
  /** The revision of a rollback. */
  to: z.coerce.number().int().positive().optional(),
})

interface Routed {
  Params: z.infer<typeof params>
  Querystring: z.infer<typeof query>
}
type Asked = FastifyRequest<Routed>

/** What is done with a deployment. There is no script to run afterwards: when a task has succeeded, it is done. */
export function deployRoutes(server: HttpServer, context: DaemonContext): void {
  const { home, env, clock, tasks, timeouts } = context
  const stored = () => readHalconfig(home)
  const now = () => new Date(clock.now())

  const route = (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    label: string,
    work: (asked: Asked) => Work,
    timeout: (asked: Asked) => number = () => timeouts.task,
  ) =>
    server.route<Routed>({
      method,
      url: `/v1/config/deployments/:deployment/${path}`,
      schema: { params, querystring: query },
      handler: async (asked) => tasks.submit(label, timeout(asked), work(asked)),
    })

  const validated = ({ params: { deployment }, query: asked }: Asked) => {
    const findings = asked.validate ? validateOffline({ home, stored: stored(), name: deployment, env }) : []
    if (isTooSevere(findings, asked)) throw new Refused(findings)
    return findings
  }
  const chosen = ({
    query: { serviceNames: services, excludeServiceNames: excluded, deployOptions: options },
  }: Asked) => chosenServices({ services, excluded, deletesOrphans: options.includes('DELETE_ORPHANED_SERVICES') })
  const whereOf = async ({
    params: { deployment: name },
    query: { waitForCompletionTimeoutMinutes: minutes },
  }: Asked) => {
    const deployment = stored().deployment(name)
    const waiting = minutes === undefined ? {} : { healthTimeoutMs: minutes * 60_000 }
    return { deployment, environment: await context.environment(deployment, waiting) }
  }
  const telling = (task: TaskContext) => (service: string | undefined, message: string) =>
    task.tell(service ?? 'Spinnaker', message)
  /** Each service may take as long as was asked for. */
  const deployTimeout = ({ query: { waitForCompletionTimeoutMinutes: minutes = 0 } }: Asked) =>
    Math.max(timeouts.deploy, (minutes + 1) * 60_000 * serviceNames.length)

  route('POST', 'generate', 'Generate config', (asked) => async (task) => {
    const { name, ...rest } = stored().deployment(asked.params.deployment)
    const findings = validated(asked)
    task.tell('Generating config', 'Rendering the files of every service')
    const rendered = await render(home, { name, ...rest }, { env })
    const services = chosen(asked)
    const all = [...findings, ...rendered.findings]
    if (isTooSevere(all, asked.query)) throw new Refused(all)
    task.signal.throwIfAborted()
    const { staging } = home.of(name)
    const wanted = rendered.services.filter((each) => services === undefined || services.includes(each.name))
    await locked(home.lock, () => stage({ ...rendered, services: wanted }, staging))
    return { body: staging, findings: all }
  })
  const prepared =
    (asked: Asked): Work =>
    async (task) => {
      const findings = validated(asked)
      const { deployment, environment } = await whereOf(asked)
      await environment.prepare(deployment, telling(task), task.signal)
      return { body: action('Everything that is needed is there.'), findings }
    }
  route('POST', 'prep', 'Prep deployment', prepared, () => timeouts.prepare)
  const deployed =
    (asked: Asked): Work =>
    async (task) => {
      const { deployment, environment } = await whereOf(asked)
      const applied = await apply({
        home,
        env,
        deployment: deployment.name,
        environment: () => environment,
        validate: async () => validated(asked),
        services: chosen(asked),
        now,
        signal: task.signal,
        tell: telling(task),
      })
      return answerOfApply(deployment.name, applied, task)
    }
  route('POST', 'deploy', 'Apply deployment', deployed, deployTimeout)
  const rolledBack =
    (asked: Asked): Work =>
    async (task) => {
      const { deployment, environment } = await whereOf(asked)
      const options = {
        home,
        env,
        deployment: deployment.name,
        environment: () => environment,
        services: chosen(asked),
        now,
        signal: task.signal,
        tell: telling(task),
      }
      const { findings } = answerOfApply(deployment.name, await rollback(options, asked.query.to), task)
      return { findings }
    }
  route('POST', 'rollback', 'Rollback deployment', rolledBack, deployTimeout)
  route('POST', 'connect', 'Connect to deployment', (asked) => async () => {
    const { deployment, environment } = await whereOf(asked)
    const lines = await environment.connect(deployment, chosen(asked) ?? ['deck', 'gate'])
    return { body: action(lines.join('\n')) }
  })
  const cleaned =
    (asked: Asked): Work =>
    async (task) => {
      const { deployment, environment } = await whereOf(asked)
      await environment.clean(deployment, telling(task))
      return {}
    }
  route('POST', 'clean', 'Clean deployment', cleaned, deployTimeout)
  route('PUT', 'collectLogs', 'Collect logs', (asked) => async (task) => {
    const { deployment, environment } = await whereOf(asked)
    const services = chosen(asked) ?? serviceNames
    const path = await collectLogs({ home, deployment, environment, services, now: now(), version: release() })
    task.tell('Collecting logs', `Wrote ${path}`)
    return {}
  })
  route('GET', 'configDiff', 'Diff config', (asked) => async () => {
    const findings = validated(asked)
    const { name } = stored().deployment(asked.params.deployment)
    return { body: nodeDiff(name, halconfigDifferences(home, stored(), name)), findings }
  })
  server.route<Routed & { Params: { service: string } }>({
    method: 'GET',
    url: '/v1/config/deployments/:deployment/details/:service',
    schema: { params: params.extend({ service: z.string() }), querystring: query },
    handler: async (asked) =>
      tasks.submit('Get service details', timeouts.task, async () => {
        const { deployment, environment } = await whereOf(asked)
        return { body: await detailsOf(home, env, deployment, environment, serviceNamed(asked.params.service)) }
      }),
  })
}
