import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { validateCron } from '../../../lib/cron/index.ts'
import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import { ignoreBodies, parseBody } from './parameters.ts'

/**
 * What clients ask of services that this installation does not run: the empty answer with which they work
 * (no CI servers, no artifacts accounts, no plugins), instead of an error that they would show.
 */
const emptyLists = [
  '/artifacts/account/:account/names',
  '/artifacts/account/:account/versions',
  '/artifacts/:provider/:package',
  '/artifactory/names',
  '/nexus/names',
  '/v2/builds',
  '/v2/builds/:master/jobs',
  '/v3/builds',
  '/v3/builds/:master/jobs',
  '/v3/builds/:master/builds',
  '/ci/builds',
  '/concourse/:master/teams',
  '/concourse/:master/teams/:team/pipelines',
  '/concourse/:master/teams/:team/pipelines/:pipeline/jobs',
  '/concourse/:master/teams/:team/pipelines/:pipeline/resources',
  '/gcb/accounts',
  '/gcb/triggers/:account',
  '/codebuild/accounts',
  '/codebuild/projects/:account',
  '/notifications/metadata',
  '/pubsub/subscriptions',
  '/slack/channels',
  '/pagerDuty/services',
  '/pagerDuty/oncalls',
  '/bakery/options',
  '/oidcConfigs',
  '/proxies',
  '/storage',
  '/servicebroker/:account/services',
  '/ecs/ecsClusters',
  '/ecs/ecsClusterDescriptions/:account/:region',
  '/ecs/secrets',
  '/ecs/cloudMetrics/alarms',
  '/ecs/serviceDiscoveryRegistries',
  '/applications/:application/snapshots/:account/history',
  '/plugins/info',
  '/plugins/deck/plugin-manifest.json',
  // An object, or an empty body, here takes the whole stock Deck down.
  '/banners',
  '/banners/all',
  '/v2/canaryConfig',
  '/v2/canaries/credentials',
  '/v2/canaries/judges',
  '/v2/canaries/metadata/metricsService',
  '/v2/canaries/:application/executions',
] as const

/**
 * What clients ask for by a name that nobody here can know: a 404 that names it, in Gate's words. The rest of an address is the
 * job's name, slashes and all.
 */
const unknown: Readonly<Record<string, (named: Named) => string>> = {
  '/v2/builds/:master/jobs/*': noJob,
  '/v2/builds/:master/builds/*': noBuilds,
  '/v2/builds/:master/build/:number/*': noBuild,
  '/v3/builds/:master/job': noJob,
  '/v3/builds/:master/build/:number': noBuild,
  '/bakery/logs/:region/:statusId': () => 'Bake logs not found.',
  '/ci/builds/:id/output': ({ id }) => `Build output not found (id: ${id})`,
  '/artifacts/:provider/:package/:version': (named) =>
    `Artifact not found (provider: ${named.provider}, package: ${named.package}, version: ${named.version})`,
  '/artifacts/content-address/:application/:hash': ({ application, hash }) =>
    `No artifact is stored under ${hash} for application ${application}`,
  '/applications/:application/snapshots/:account': ({ application, account }) =>
    `Snapshot not found (id: ${application}-${account})`,
  '/servicebroker/:account/serviceInstance': ({ account }) => `Service instance not found (account: ${account})`,
  '/plugins/deck/:plugin/:version/*': ({ plugin, version }) => `Plugin not found (id: ${plugin}, version: ${version})`,
  '/banners/:id': ({ id }) => `Banner not found (id: ${id})`,
  '/v1/data/static/:id': ({ id }) => `There is no data under ${id}`,
  '/v1/data/adhoc/:group/:bucket/*': ({ group, bucket }) => `There is no data under ${group}/${bucket}`,
  '/v2/canaryConfig/:id': ({ id }) => `Canary config not found (id: ${id})`,
  '/v2/canaries/canary/:execution': ({ execution }) => `Canary run not found (id: ${execution})`,
  '/v2/canaries/canary/:config/:execution': ({ execution }) => `Canary run not found (id: ${execution})`,
  '/v2/canaries/metricSetPairList/:id': ({ id }) => `Metric set pairs not found (id: ${id})`,
}

const canaries = 'There is no canary analysis (Kayenta) in this installation'
const plugins = 'There are no plugins in this installation'
const banners = 'There are no global banners in this installation'
const renaming = 'It is renamed by saving it under its id with the new name'

/** What cannot be asked for here, and why. */
const refused: Readonly<Record<string, string>> = {
  'POST /v2/canaryConfig': canaries,
  'PUT /v2/canaryConfig/:id': canaries,
  'DELETE /v2/canaryConfig/:id': canaries,
  'POST /v2/canaries/canary': canaries,
  'POST /v2/canaries/canary/:id': canaries,
  'POST /plugins/info': plugins,
  'PUT /plugins/info': plugins,
  'DELETE /plugins/info/:id': plugins,
  'POST /plugins/publish/:id/:version': plugins,
  'PUT /banners': banners,
  'POST /banners/:id': banners,
  'POST /banners/refresh': banners,
  'DELETE /banners': banners,
  'DELETE /banners/:id': banners,
  'POST /concourse/stage/start': 'There is no Concourse in this installation',
  'PUT /artifacts/fetch': 'There are no artifacts accounts in this installation',
  'POST /notifications/callbacks/:source': 'There are no interactive notifications in this installation',
  'POST /pipelines/move': `${renaming}: PUT /pipelines/{id}`,
  'POST /strategies/move': `${renaming}: PUT /strategies/{id}`,
}

/** The parts of an address that have names; `job`: the rest of it, or the parameter. */
type Named = Readonly<Record<string, string>>

function noJob({ master, job }: Named): string {
  return `Job not found (controller: '${master}', job: '${job}')`
}

function noBuilds({ master, job }: Named): string {
  return `Builds not found (controller: '${master}', job: '${job}')`
}

function noBuild({ master, job, number }: Named): string {
  return `Build not found (controller: '${master}', job: '${job}', build: ${number})`
}

function named(request: FastifyRequest): Named {
  const { '*': rest, ...params } = request.params as Record<string, string>
  const { job } = request.query as { job?: string }
  return { ...params, job: rest ?? job ?? '' }
}

/** Nobody keeps quiet here: triggers work at all hours. */
const noQuietPeriod = { enabled: false, inQuietPeriod: false, startTime: 0, endTime: 0 }

const installedPlugins = [
  'clouddriver',
  'deck',
  'echo',
  'fiat',
  'front50',
  'gate',
  'igor',
  'keel',
  'orca',
  'rosco',
  'swabbie',
]

/** Clients take what follows the last comma for the reason (gate: CronController). */
function asEchoRefuses(expression: string, message: string): string {
  const url = `http://echo/validateCronExpression?cronExpression=${encodeURIComponent(expression)}`
  return `Status: 400, Method: GET, URL: ${url}, Message: ${message}`
}

export function furnitureRoutes(version: string, clock: Clock): FastifyPluginAsync {
  return async (app) => {
    app.get('/version', async () => ({ version }))
    app.get('/plugins/installed', async () => Object.fromEntries(installedPlugins.map((service) => [service, []])))
    app.get('/capabilities/quietPeriod', async () => noQuietPeriod)
    app.get('/cron/validate', async (request) => {
      const { expression } = parseBody(z.object({ expression: z.string().max(1_000) }), request.query, 'query')
      const answer = validateCron(expression, new Date(clock.now()).getUTCFullYear())
      return answer.valid ? answer : { valid: false, message: asEchoRefuses(expression, answer.message) }
    })
    app.get('/bakery/options/:provider', async (request) => ({
      cloudProvider: (request.params as { provider: string }).provider,
      baseImages: [],
    }))
    for (const url of emptyLists) app.get(url, async () => [])
    for (const [url, words] of Object.entries(unknown)) {
      app.get(url, async (request) => {
        throw problem('notFound', words(named(request)))
      })
    }
    await app.register(async (scope) => {
      ignoreBodies(scope)
      for (const [route, words] of Object.entries(refused)) {
        const [method = '', url = ''] = route.split(' ')
        const handler = async () => {
          throw problem('notFound', words)
        }
        scope.route({ method, url, handler })
      }
    })
  }
}
