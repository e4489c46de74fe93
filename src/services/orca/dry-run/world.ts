import type { Call, Transport } from '../../../platform/clients/index.ts'
import { clouddriverClient } from '../../clouddriver/client.ts'
import { front50Client } from '../../front50/client.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Json } from '../model.ts'
import type { Capabilities } from '../stage.ts'
import { isJson, json, text } from '../values.ts'
import { simulatedCloud } from './cloud.ts'
import type { Change } from './schema.ts'
import { detailsOf, Unforeseen } from './unforeseen.ts'

export interface WorldOptions {
  readonly transport: (service: 'clouddriver' | 'front50') => Transport
  /** What the real engine's tasks get. */
  readonly services: Capabilities
  readonly expressions: Pick<Expressions, 'evaluateTemplate' | 'evaluateValue'>
  readonly clock: { now(): number }
  readonly record: (change: Change) => void
}

/**
 * The outside as the stages of a plan get it: it can be read and nothing else. Whatever would change something is written down,
 * and its end is not known.
 */
export function createWorld({ transport, services, expressions, clock, record }: WorldOptions): Capabilities {
  const refuse = (change: Change, why: string): never => {
    record(change)
    throw new Unforeseen(why)
  }
  const front50 = front50Client(
    readOnly(transport('front50'), (call) => refuse(configurationChange(call), 'it is saved when it runs')),
  )
  const clouddriver = clouddriverClient(
    readOnly(transport('clouddriver'), ({ path }) => {
      throw new Unforeseen(`Clouddriver is asked for ${path} when it runs`)
    }),
  )
  const { deploymentMonitors: _monitors, notifications: _notifications, ...readable } = services
  return {
    ...readable,
    clock,
    front50,
    clouddriver: simulatedCloud(clouddriver, clock, record),
    outbound: {
      request: async ({ method, url, headers = {}, body }) =>
        refuse(
          {
            kind: 'request',
            summary: `call ${method.toUpperCase()} ${withoutQuery(url)}`,
            details: {
              method: method.toUpperCase(),
              url: withoutQuery(url),
              headers: Object.fromEntries(Object.keys(headers).map((name) => [name, 'hidden'])),
              ...(isJson(body) ? { body: detailsOf(body) } : {}),
            },
          },
          'the answer is known when it is called',
        ),
    },
    orca: {
      find: services.orca.find,
      latestOf: services.orca.latestOf,
      async startChild({ pipelineConfigId, application, parameters }) {
        const kind = parameters.strategy === true ? 'strategies' : 'pipelines'
        const config = await front50.findConfig(kind, pipelineConfigId)
        if (config === undefined) throw new Error(`There is no pipeline ${pipelineConfigId} (any more)`)
        if (config.disabled === true) throw new Error(`The pipeline '${config.name}' is disabled`)
        return refuse(
          {
            kind: 'pipeline',
            summary: `start the pipeline '${config.name}' of ${config.application ?? application}`,
            details: detailsOf({ pipelineConfigId, application: config.application, name: config.name, parameters }),
          },
          `the pipeline '${config.name}' runs then`,
        )
      },
      cancel: async (id) =>
        refuse({ kind: 'pipeline', summary: `cancel the execution ${id}`, details: { id } }, 'it is cancelled then'),
    },
    notifications: {
      send: async (notification) =>
        record({
          kind: 'notification',
          summary: `notify ${text(notification.address) ?? text(json(notification).type) ?? 'somebody'}`,
          details: detailsOf(notification),
        }),
    },
    expressions: {
      evaluate: ({ execution, stage }, value) => expressions.evaluateValue(execution, stage, value),
      explain: ({ execution, stage }, template) => expressions.evaluateTemplate(execution, stage, template),
    },
  }
}

/** Lets a GET through; for anything else `refused` says what becomes of it. */
export function readOnly(transport: Transport, refused: (call: Call) => never): Transport {
  return {
    service: transport.service,
    call: async (call) => (call.method === 'GET' ? transport.call(call) : refused(call)),
  }
}

const verbs = { POST: 'save', PUT: 'save', PATCH: 'save', DELETE: 'delete', GET: 'read' } as const

function configurationChange({ method, path, body }: Call): Change {
  const [kind = 'something', ...rest] = path
    .split('/')
    .filter((part) => part !== '' && part !== 'v2')
    .map(decodeURIComponent)
  const given = isJson(body) ? body : {}
  const name = text(given.name) ?? text(given.id) ?? rest.join('/')
  const application = text(given.application)
  const what = kind
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return {
    kind: 'configuration',
    summary: `${verbs[method]} the ${what} '${name}'${application === undefined ? '' : ` of ${application}`}`,
    details: { method, path, ...(isJson(body) ? { body: detailsOf(given as Json) } : {}) },
  }
}

/** Queries and user names carry secrets. */
const withoutQuery = (url: string) => (url.split(/[?#]/)[0] ?? url).replace(/\/\/[^/]*@/, '//')
