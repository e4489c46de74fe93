import { z } from 'zod'
import { callJson, overHttp } from '../../platform/clients/index.ts'
import { relaxed } from '../../platform/config/index.ts'
import { problem } from '../../platform/errors/index.ts'
import type { Logger } from '../../platform/telemetry/index.ts'
import type { Json } from './model.ts'

/** Credentials in an address are never sent, as in the original, and must not come into a log with it. */
function withoutCredentials(url: string): string {
  return Object.assign(new URL(url), { username: '', password: '' }).href.replace(/\/$/, '')
}

/** A service of an operator's that judges the instances of a deploy while it goes on (orca: DeploymentMonitorDefinition). */
const monitorSchema = relaxed({
  id: z.string().min(1).describe('The id by which pipelines name the monitor.'),
  name: z.string().min(1).describe('Its name for people.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform(withoutCredentials)
    .describe('Where it is; credentials in the address are not sent.'),
  supportContact: z.string().optional().describe('Who helps when it fails.'),
  maxAnalysisMinutes: z.coerce
    .number()
    .positive()
    .default(30)
    .describe('How long it may take over one answer other than `wait`.'),
  failOnError: z
    .union([z.boolean(), z.stringbool()])
    .default(true)
    .describe('Whether a deploy fails when the monitor does.'),
  stable: z
    .union([z.boolean(), z.stringbool()])
    .default(false)
    .describe('One that is not is left out of the choice in UIs.'),
})

/** `monitored-deploy` of `orca.yml`. */
export const monitoredDeploySchema = relaxed({
  enabled: z
    .union([z.boolean(), z.stringbool()])
    .default(false)
    .describe('Whether deploys can be judged by deployment monitors.'),
  'deployment-monitors': z.array(monitorSchema).default([]),
}).prefault({})

export type MonitoredDeployConfig = z.infer<typeof monitoredDeploySchema>

export interface DeploymentMonitor extends Omit<z.infer<typeof monitorSchema>, 'baseUrl'> {
  /** Posts to `deployment/<call>`; errors are retryable when nobody answered. */
  notify(call: 'starting' | 'evaluateHealth' | 'completed', body: Json): Promise<unknown>
}

/** The monitors that operators registered; nothing else is ever called. */
export interface DeploymentMonitors {
  /** As UIs list them. */
  readonly list: readonly Json[]
  /** @throws when none is registered under the id */
  get(id: string): DeploymentMonitor
  close(): Promise<void>
}

/** The monitors of a configuration; undefined where monitored deploys are not enabled. What they decide is logged. */
export function createDeploymentMonitors(
  config: MonitoredDeployConfig,
  logger: Logger,
): DeploymentMonitors | undefined {
  if (!config.enabled) return undefined
  const known = config['deployment-monitors'].map(({ baseUrl, ...monitor }) => ({
    monitor,
    transport: overHttp(`Deployment monitor ${monitor.name}`, baseUrl),
  }))
  return {
    list: known.map(({ monitor: { id, name, supportContact, stable } }) => ({
      id,
      name,
      supportContact: supportContact ?? null,
      stable,
    })),
    get(id) {
      const found = known.find(({ monitor }) => monitor.id === id)
      if (found === undefined) throw problem('invalid', `Deployment monitor not configured, ID: ${id}`)
      const { monitor, transport } = found
      return {
        ...monitor,
        async notify(call, body) {
          const about = {
            monitor: monitor.id,
            call,
            executionId: body.executionId,
            newServerGroup: body.newServerGroup,
          }
          try {
            const answer = await callJson<Json | undefined>(transport, {
              method: 'POST',
              path: `/deployment/${call}`,
              body,
            })
            const directive = (answer?.nextStep as Json | undefined)?.directive
            logger.info({ ...about, directive }, 'A deployment monitor answered')
            return answer
          } catch (error) {
            logger.warn({ ...about, err: error }, 'A deployment monitor could not be asked')
            throw error
          }
        },
      }
    },
    async close() {
      await Promise.all(known.map(({ transport }) => transport.close()))
    },
  }
}
