import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'

/**
 * What clients ask of services that this installation does not run: the empty answer with which they work
 * (no CI servers, no artifacts accounts, no plugins), instead of an error that they would show.
 */
const emptyLists = [
  '/artifacts/account/:account/names',
  '/artifacts/account/:account/versions',
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
}

interface Named {
  readonly master?: string
  readonly number?: string
  readonly job: string
}

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

export function furnitureRoutes(version: string): FastifyPluginAsync {
  return async (app) => {
    app.get('/version', async () => ({ version }))
    app.get('/plugins/installed', async () => Object.fromEntries(installedPlugins.map((service) => [service, []])))
    app.get('/capabilities/quietPeriod', async () => noQuietPeriod)
    // As Gate answers without Echo's scheduler (gate: CronService).
    app.get('/cron/validate', async () => ({ valid: false, message: 'No echo service available' }))
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
  }
}
