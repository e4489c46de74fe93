import type { FastifyPluginAsync } from 'fastify'

/**
 * What clients ask of services that this installation does not run: the empty answer with which they work
 * (no CI servers, no artifacts accounts, no plugins), instead of an error that they would show.
 */
const emptyLists = [
  '/artifacts/credentials',
  '/artifacts/account/:account/names',
  '/artifacts/account/:account/versions',
  '/v2/builds',
  '/v3/builds',
  '/v3/builds/:master/jobs',
  '/images/find',
  '/images/tags',
  '/images/:account/:region/:id',
  '/subnets',
  '/subnets/:provider',
  '/networks/:provider',
  '/vpcs',
  '/keyPairs',
  '/instanceTypes',
  '/certificates',
  '/certificates/:provider',
  '/roles/:provider',
  '/functions',
  '/applications/:application/functions',
  '/applications/:application/rawResources',
  '/notifications/metadata',
  '/pubsub/subscriptions',
  '/bakery/options',
  '/plugins/info',
  '/plugins/deck/plugin-manifest.json',
  '/v2/canaryConfig',
  '/tags',
] as const

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
    app.get('/networks', async () => ({}))
    app.get('/plugins/installed', async () => Object.fromEntries(installedPlugins.map((service) => [service, []])))
    for (const url of emptyLists) app.get(url, async () => [])
  }
}
