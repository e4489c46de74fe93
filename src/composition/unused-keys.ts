/**
 * Keys that Spinnaker's services read and that have nothing to say here, with all that is below them: Java's servers, caches, thread
 * pools and metrics, Redis, and what every file that Halyard renders carries. Keys of what is not built yet are not among
 * them: whoever sets these should hear that nothing came of it.
 */
const ofAll = [
  ...[
    'spring.application',
    'spring.config',
    'spring.profiles',
    'spring.jackson',
    'spring.main',
    'spring.mvc',
    'spring.sleuth',
  ],
  ...['spring.http', 'spring.servlet', 'spring.task', 'spring.groovy', 'spring.autoconfigure', 'spring.cloud'],
  ...[
    'redis',
    'dynomite',
    'keiko',
    'spectator',
    'management',
    'endpoints',
    'logging',
    'okHttpClient',
    'ok-http-client',
  ],
  ...[
    'retrofit',
    'retrofit2',
    'hystrix',
    'archaius',
    'eureka',
    'swagger',
    'springfox',
    'springdoc',
    'server.tomcat',
    'server.compression',
  ],
  ...[
    'server.servlet.session',
    'server.max-http-header-size',
    'server.error',
    'netflix',
    'jedis',
    'ehcache',
    'caffeine',
    'telemetry',
  ],
  ...[
    'spinnaker.extensibility.plugins-root-path',
    'spinnaker.extensibility.strict-plugin-loading',
    'spinnaker.extensibility.plugins',
    'spinnaker.extensibility.repositories',
    'stats',
    'default.legacyServerPort',
  ],
  ...[
    'services.default',
    'services.redis',
    'services.monitoringDaemon',
    'services.vaultServer',
    'services.vaultClient',
    'services.spectator',
    'services.cassandra',
    'services.rush',
    'services.dockerRegistry',
    'spinnaker.cassandra',
    'spinnaker.inMemory',
    'resilience4j',
  ],
  ...[
    'services.*.vipAddress',
    'services.*.healthEndpoint',
    'services.*.scheme',
    'services.*.protocol',
    'services.*.healthUrl',
  ],
  ...['sql.migration', 'sql.transactionRetry', 'sql.retries', 'sql.read-only'],
  ...[
    'sql.baseUrl',
    'sql.cache',
    'sql.scheduler',
    'sql.taskRepository',
    'sql.secondary-pool',
    'health',
    'info',
    'debug',
    'trace',
  ],
]

const ofOne: Readonly<Record<string, readonly string[]>> = {
  gate: ['spring.session', 'redis', 'rate-limit.redis', 'default.apiPort'],
  orca: [
    ...['executionRepository', 'monitor', 'queue', 'threadPool', 'bakery', 'kayenta', 'integrations.gremlin.enabled'],
    ...['oort', 'mort', 'kato', 'front50', 'clouddriver.readonly', 'default.vpc', 'webhook.trust.trustStorePassword'],
  ],
  clouddriver: [
    'caching.redis',
    'caching.writeEnabled',
    'credentialsRefreshTimeoutMs',
    'default.account',
    'serviceLimits',
    'spot.primaryAccount',
  ],
  front50: [
    'spinnaker.redis',
    'spinnaker.*.enabled',
    'storage-service',
    'storageServiceSupport',
    'service-storage',
    'object-types',
  ],
  echo: [
    'spinnaker.baseUrl',
    'front50.baseUrl',
    'orca.baseUrl',
    'igor',
    'scheduler.compensationJob',
    'scheduler.threadPoolSize',
    'scheduler.pipelineConfigsPoller',
  ],
}

/** Of a pool of connections; here the store has its own. */
const ofPools = [
  ...[
    'maxPoolSize',
    'minIdle',
    'idleTimeoutMs',
    'idleTimeout',
    'maxLifetimeMs',
    'maxLifetime',
    'connectionTimeoutMs',
    'dialect',
  ],
  ...[
    'connectionTimeout',
    'validationTimeoutMs',
    'validationTimeout',
    'driver',
    'driverClassName',
    'keepaliveTimeMs',
    'type',
  ],
]

export const unusedKeys = (service: string): readonly string[] => [
  ...ofAll,
  ...['sql.connectionPools.*', 'sql.connectionPool'].flatMap((pool) => ofPools.map((key) => `${pool}.${key}`)),
  ...(ofOne[service] ?? []),
]
