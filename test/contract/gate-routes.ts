import { z } from 'zod'
import * as shapes from './stock-deck-shapes.ts'

/** What a call is answered with: a status with a body of a shape, with no body and no type of it, or with words of an error. */
export interface RouteRow {
  readonly call: string
  readonly body?: unknown
  readonly status: number
  readonly shape?: z.ZodType
  readonly words?: string
  /** A part of `Location`. */
  readonly leadsTo?: string
}

const { list, object } = shapes
const task = z.object({ ref: z.string().regex(/^\/tasks\/[0-9A-Z]{26}$/) })
/** As it was saved: only an application's list gives each its place. */
const config = shapes.pipelineConfig.partial({ index: true, triggers: true })
const evaluated = z.object({ result: z.unknown(), detail: z.unknown() })

const answers = (call: string, shape: z.ZodType, body?: unknown): RouteRow => ({ call, body, status: 200, shape })
const accepts = (call: string, shape: z.ZodType, body?: unknown): RouteRow => ({ call, body, status: 202, shape })
/** 200 and nothing. */
const does = (call: string, body?: unknown): RouteRow => ({ call, body, status: 200 })
const refuses = (call: string, status: number, words: string, body?: unknown): RouteRow => ({
  call,
  body,
  status,
  words,
})
const none = (call: string): RouteRow => answers(call, z.array(z.never()).max(0))

const app = '/applications/demo'
const cluster = `${app}/clusters/{account}/demo-prod`
const group = '{account}/{region}/{serverGroup}'
const stages = [{ refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 0 }]
const metadata = { name: 'n', description: 'd', owner: 'o@example.com', scopes: ['global'] }
const template = { id: 'contract', schema: '1', metadata }

/** Every route of Gate's, by controller, with what a client may count on. Names in braces are the showcase's. */
export const routes: Readonly<Record<string, readonly RouteRow[]>> = {
  applications: [
    answers('GET /applications', z.array(shapes.applicationLine).min(4)),
    answers('GET /applications?account=SANDBOX', z.array(shapes.applicationLine).length(1)),
    answers('GET /applications?owner=DEMO@example.com', z.array(shapes.applicationLine).length(1)),
    none('GET /applications?account=nowhere'),
    answers(`GET ${app}`, shapes.application.extend({ clusters: z.record(z.string(), list) })),
    answers('GET /applications/DEMO?expand=false', shapes.application.extend({ clusters: z.strictObject({}) })),
    refuses('GET /applications/nobody', 404, 'Application not found (id: nobody)'),
    refuses(`GET ${app}?expand=perhaps`, 400, 'expand'),
    answers(`GET ${app}/history`, z.array(z.looseObject({ name: z.literal('DEMO') })).min(1)),
    refuses(`GET ${app}/history?limit=many`, 400, 'limit'),
    answers(`GET ${app}/tasks?limit=2&page=1&statuses=SUCCEEDED,TERMINAL`, z.array(shapes.task).length(2)),
    answers(`GET ${app}/tasks/{task}`, shapes.task),
    refuses(`GET ${app}/tasks/nothing`, 404, 'nothing'),
    refuses(`PUT ${app}/tasks/nothing/cancel`, 404, 'nothing'),
    refuses(`GET ${app}/tasks/nothing/details/nothing`, 404, 'nothing'),
    answers(`POST ${app}/tasks`, task, { description: 'Wait', job: [{ type: 'wait', waitTime: 0 }] }),
    refuses(`POST ${app}/tasks`, 400, 'job', {}),
    answers(`GET ${app}/pipelines?limit=2&expand=false`, z.array(shapes.execution).min(2)),
    answers(`GET ${app}/pipelines?pipelineNameFilter=RELE&statuses=SUCCEEDED`, z.array(shapes.execution).length(2)),
    none(`GET ${app}/pipelines?limit=0`),
    refuses(`PUT ${app}/pipelines/nothing/cancel?reason=late`, 404, 'nothing'),
    answers(`GET ${app}/pipelineConfigs`, z.array(shapes.pipelineConfig).length(3)),
    answers(`GET ${app}/pipelineConfigs?pipelineNameFilter=ROLL&pipelineLimit=1`, z.array(object).length(1)),
    answers(`GET ${app}/pipelineConfigs/Release`, config),
    answers(`GET ${app}/pipelineConfigs/{pipeline}`, config),
    // The name must be the same to the letter.
    refuses(`GET ${app}/pipelineConfigs/release`, 404, 'Pipeline configuration not found (nameOrId: release in'),
    refuses(`POST ${app}/pipelineConfigs/Nothing`, 404, 'pipelineNameOrId: Nothing', {}),
    none(`GET ${app}/strategyConfigs`),
    refuses(`GET ${app}/strategyConfigs/Nothing`, 404, 'Nothing'),
  ],
  'pipelines and their executions': [
    does('POST /pipelines?staleCheck=true', { application: 'search', name: 'Contract', id: 'contract', stages }),
    refuses('POST /pipelines', 400, 'name', { stages }),
    answers('PUT /pipelines/contract', shapes.pipelineConfig, {
      ...{ application: 'search', name: 'Contract 2', id: 'contract', stages, index: 0, triggers: [] },
    }),
    refuses('PUT /pipelines/contract', 400, "doesn't match", { application: 'search', name: 'X', id: 'other' }),
    refuses('PUT /pipelines/nothing', 404, 'nothing', { application: 'search', name: 'X' }),
    answers(
      'POST /pipelines/bulksave?application=search',
      z.object({
        successful_pipelines_count: z.literal(1),
        successful_pipelines: z.tuple([z.literal('Bulk')]),
        failed_pipelines_count: z.literal(0),
        failed_pipelines: z.array(object).length(0),
      }),
      [{ application: 'search', name: 'Bulk', stages }],
    ),
    refuses('POST /pipelines/bulksave', 400, 'array', {}),
    refuses('POST /pipelines/move', 404, 'PUT /pipelines/{id}', { application: 'search', from: 'a', to: 'b' }),
    // A name may hold anything, slashes, dots and an ending that looks like a file's among it.
    does('POST /pipelines', { application: 'search', name: 'Blue/green 1.2 50% @ü:.json', id: 'odd', stages }),
    answers(
      'GET /applications/search/pipelineConfigs/Blue%2Fgreen%201.2%2050%25%20%40%C3%BC%3A.json',
      z.looseObject({ id: z.literal('odd') }),
    ),
    does('DELETE /pipelines/search/Blue%2Fgreen%201.2%2050%25%20%40%C3%BC%3A.json'),
    refuses('GET /applications/search/pipelineConfigs/odd', 404, 'odd'),
    does('DELETE /pipelines/search/%20bulk%20'),
    does('DELETE /pipelines/search/Nothing'),
    answers('GET /pipelines/{succeeded}', shapes.execution),
    refuses('GET /pipelines/nothing', 404, 'nothing'),
    refuses('DELETE /pipelines/{waiting}', 409, 'running'),
    refuses('DELETE /pipelines/nothing', 404, 'nothing'),
    ...['cancel?reason=late&force=false', 'pause', 'resume'].map((action) =>
      refuses(`PUT /pipelines/nothing/${action}`, 404, 'nothing'),
    ),
    refuses('PATCH /pipelines/nothing/stages/nothing', 404, 'nothing', {}),
    refuses('PUT /pipelines/nothing/stages/nothing/restart', 404, 'nothing', {}),
    answers('POST /pipelines/start', z.object({ ref: z.string().startsWith('/pipelines/') }), {
      ...{ application: 'search', name: 'Started', stages, trigger: { type: 'manual' } },
    }),
    answers('POST /pipelines/start', z.looseObject({ stages: list }), {
      ...{ application: 'search', name: 'Planned', stages, plan: true, trigger: { type: 'manual' } },
    }),
    accepts('POST /pipelines/search/contract', z.object({ ref: z.string().startsWith('/pipelines/') }), {}),
    accepts('POST /pipelines/v2/search/contract', z.object({ eventId: z.uuid(), ref: z.string() }), {}),
    answers(`POST /applications/search/pipelineConfigs/contract`, z.object({ ref: z.string() }), {}),
    refuses('POST /pipelines/search/Nothing', 404, 'Unable to trigger pipeline (application: search', {}),
    refuses('POST /pipelines/v2/search/Nothing', 404, 'Unable to trigger pipeline (application: search', {}),
    refuses('POST /pipelines/search/Nothing/plan', 404, 'Unable to trigger pipeline (application: search', {}),
    answers('POST /pipelines/search/contract/plan', object, {}),
    answers('POST /pipelines/plan', object, { application: 'search', name: 'Any', stages }),
    answers('GET /pipelines/{succeeded}/evaluateExpression?expression=%24%7Bexecution.name%7D', evaluated),
    answers('POST /pipelines/{succeeded}/evaluateExpression', evaluated, { expression: '${1 + 1}' }),
    refuses('GET /pipelines/{succeeded}/nothing/evaluateExpression?expression=1', 404, 'nothing'),
    answers('POST /pipelines/any/evaluateVariables?executionId={succeeded}', evaluated, [{ key: 'a', value: '${1}' }]),
  ],
  'pipeline and strategy configs': [
    answers('GET /pipelineConfigs', z.array(config).min(3)),
    answers('GET /pipelineConfigs/{pipeline}/history?limit=1', z.array(config).length(1)),
    refuses('GET /pipelineConfigs/nothing/history', 404, 'nothing'),
    refuses('GET /pipelineConfigs/nothing/convertToTemplate', 404, 'nothing'),
    does('POST /strategies', { application: 'search', name: 'Careful', id: 'careful', stages, strategy: true }),
    answers('GET /strategyConfigs', z.array(config).length(1)),
    answers('GET /strategyConfigs/careful/history', z.array(object).length(1)),
    answers('GET /applications/search/strategyConfigs/Careful', object),
    answers('PUT /strategies/careful', object, {
      application: 'search',
      name: 'Bold',
      id: 'careful',
      stages,
      strategy: true,
    }),
    refuses('POST /strategies/move', 404, 'PUT /strategies/{id}', {}),
    answers('POST /actions/strategies/reorder', shapes.task, { application: 'search', idsToIndices: { careful: 0 } }),
    does('DELETE /strategies/search/Bold'),
    answers('POST /actions/pipelines/reorder', shapes.task, { application: 'search', idsToIndices: { contract: 0 } }),
    refuses('POST /actions/pipelines/reorder', 400, '`idsToIndices` is required field on request body', {
      application: 'search',
    }),
    does('DELETE /pipelines/search/Contract%202'),
  ],
  tasks: [
    answers('POST /tasks', task, { application: 'demo', description: 'Wait', job: [{ type: 'wait', waitTime: 0 }] }),
    refuses('POST /tasks', 400, 'job', { application: 'demo' }),
    refuses('POST /tasks', 400, 'job', { application: 'demo', job: [] }),
    answers('GET /tasks/{task}', shapes.task),
    refuses('GET /tasks/nothing', 404, 'nothing'),
    refuses('DELETE /tasks/nothing', 404, 'nothing'),
    refuses('PUT /tasks/nothing/cancel', 404, 'nothing'),
    does('PUT /tasks/cancel?ids='),
    refuses('PUT /tasks/cancel', 400, 'ids'),
    refuses('GET /tasks/{task}/details/nothing', 404, 'nothing'),
  ],
  executions: [
    none('GET /executions'),
    refuses('GET /executions?pipelineConfigIds=a&executionIds=b', 400, 'pipelineConfigIds'),
    answers('GET /executions?executionIds={succeeded},nothing&expand=false', z.array(shapes.execution).length(1)),
    answers('GET /executions?pipelineConfigIds={pipeline}', z.array(shapes.execution).length(1)),
    answers('GET /executions?pipelineConfigIds={pipeline}&limit=2&statuses=SUCCEEDED', z.array(object).length(2)),
    answers(`GET ${app}/executions/search?statuses=TERMINAL&size=1`, z.array(shapes.execution).length(1)),
    answers('GET /applications/*/executions/search?pipelineName=Release&size=3', z.array(shapes.execution).length(3)),
    refuses(`GET ${app}/executions/search?size=0`, 400, 'size'),
    refuses(`GET ${app}/executions/search?startIndex=-1`, 400, 'startIndex'),
    answers('GET /executions/failedStages?executionId={failed}', z.array(object).min(1)),
    refuses('GET /executions/failedStages', 400, 'executionId'),
  ],
  'clusters, server groups, instances': [
    answers(`GET ${app}/clusters`, shapes.clusterNames),
    answers(`GET ${app}/clusters/{account}`, z.array(z.looseObject({ name: z.string(), serverGroups: list })).min(1)),
    refuses(`GET ${app}/clusters/nowhere`, 404, 'nowhere'),
    answers(`GET ${cluster}`, z.looseObject({ name: z.literal('demo-prod'), serverGroups: list })),
    answers(`GET ${app}/clusters/{account}/nothing`, z.strictObject({})),
    answers(`GET ${cluster}/spot/loadBalancers`, list),
    answers(`GET ${cluster}/serverGroups`, z.array(object).min(1)),
    answers(`GET ${cluster}/serverGroups/{serverGroup}`, z.array(object).length(1)),
    none(`GET ${cluster}/serverGroups/nothing`),
    answers(`GET ${cluster}/serverGroups/{serverGroup}/scalingActivities?provider=spot&region={region}`, list),
    answers(`GET ${cluster}/spot/{region}/serverGroups/target/current_asg_dynamic`, object),
    answers(`GET ${cluster}/spot/{region}/serverGroups/target/OLDEST`, object),
    refuses(`GET ${cluster}/spot/{region}/serverGroups/target/bogus`, 404, 'bogus'),
    answers(`GET ${app}/serverGroups`, z.array(shapes.serverGroup).min(1)),
    none(`GET ${app}/serverGroups?clusters=`),
    answers(`GET ${app}/serverGroups?expand=true&cloudProvider=spot`, z.array(object).min(1)),
    answers('GET /serverGroups?applications=demo', z.array(shapes.serverGroup).min(1)),
    answers('GET /serverGroups?ids={account}:{region}:{serverGroup}&ids=a:b:c', z.array(shapes.serverGroup).length(1)),
    refuses('GET /serverGroups', 400, 'Provide either'),
    refuses('GET /serverGroups?ids=a:b:c&applications=demo', 400, 'Provide either'),
    answers(`GET ${app}/serverGroups/${group}?includeDetails=false`, shapes.serverGroupDetails),
    refuses(
      `GET ${app}/serverGroups/{account}/{region}/nothing`,
      404,
      'Server group not found (id: sandbox/us-east-1/nothing)',
    ),
    none(`GET ${app}/serverGroups/{account}/{serverGroup}/events?region={region}&provider=ecs`),
    none(`GET ${app}/serverGroupManagers`),
    answers(
      'GET /instances/{account}/{region}/{instance}',
      z.looseObject({ insightActions: list, health: list, labels: object }),
    ),
    refuses('GET /instances/{account}/{region}/nothing', 404, 'nothing'),
    answers('GET /instances/{account}/{region}/{instance}/console?provider=spot', z.object({ output: z.string() })),
    refuses('GET /instances/{account}/{region}/nothing/console', 404, 'nothing'),
    refuses('GET /manifests/{account}/_/deployment%20a', 404, 'Unable to find deployment a in sandbox/_'),
    answers(`GET ${app}/jobs/{account}/{region}/nothing`, z.strictObject({})),
    none(`GET ${app}/rawResources`),
    none(`GET ${app}/functions`),
    none('GET /functions?functionName=f&region=r&account=a'),
    refuses('GET /cloudMetrics/aws/{account}/{region}', 404, 'aws'),
    refuses('GET /cloudMetrics/aws/{account}/{region}/cpu/statistics?startTime=1&endTime=2', 404, 'aws'),
    none('GET /cache/nowhere/nothing'),
  ],
  'load balancers and firewalls': [
    answers(`GET ${app}/loadBalancers`, list),
    none('GET /loadBalancers'),
    none('GET /loadBalancers?provider=spot'),
    refuses('GET /loadBalancers/nothing', 404, 'aws'),
    none('GET /loadBalancers/{account}/{region}/nothing?provider=aws'),
    ...['securityGroups', 'firewalls'].flatMap((name) => [
      answers(`GET /${name}`, object),
      answers(`GET /${name}?id=`, object),
      refuses(`GET /${name}?id=sg-1`, 404, 'No security group found (id: sg-1)'),
      answers(`GET /${name}/{account}`, object),
      answers(`GET /${name}/{account}/{region}`, list),
      answers(`GET /${name}/{account}/{region}/nothing?provider=aws&vpcId=vpc-1`, object),
    ]),
  ],
  'what forms choose from': [
    ...['/subnets', '/subnets/aws', '/networks/aws', '/vpcs', '/keyPairs', '/instanceTypes', '/certificates'].map(
      (path) => none(`GET ${path}`),
    ),
    ...['/certificates/aws', '/roles/aws', '/images/find?q=a', '/images/tags?account=a&repository=r'].map((path) =>
      none(`GET ${path}`),
    ),
    ...['/images/a/b/c', '/charts/find', '/charts/tags?account=a&repository=r', '/charts/a/b/c'].map((path) =>
      none(`GET ${path}`),
    ),
    answers('GET /networks', z.strictObject({})),
    none('GET /search?q=de&type=applications'),
    // A form of Deck's asks so, before anybody has typed.
    none('GET /search?type=service&pageSize=500'),
    none('GET /images/find?provider=dockerRegistry&account=a'),
    none('GET /charts/find?provider=dockerRegistry&account=a'),
    answers('GET /search?q=dem&type=applications&type=projects', shapes.searchPage),
    answers('GET /search?q=&type=applications,projects&allowShortQuery=true&pageSize=2', shapes.searchPage),
    refuses('GET /search?q=demo', 400, 'type'),
    none('GET /artifacts/credentials'),
    answers('GET /capabilities/expressions', z.looseObject({ functions: list })),
    ...['/jobs/preconfigured', '/webhooks/preconfigured', '/capabilities/deploymentMonitors'].map((path) =>
      none(`GET ${path}`),
    ),
    answers('GET /capabilities/quietPeriod', shapes.quietPeriod),
    // As it asks of a trigger that has no schedule yet.
    refuses('GET /cron/validate', 400, 'expression'),
    answers('GET /cron/validate?expression=nonsense', z.looseObject({ valid: z.literal(false), message: z.string() })),
  ],
  'entity tags': [
    answers('GET /tags?application=demo&maxResults=10', list),
    refuses('GET /tags/AWS:ServerGroup:Nothing', 404, 'aws:servergroup:nothing'),
    accepts('POST /tags?entityId=demo&entityType=application&application=demo', task, [{ name: 'team', value: 'a' }]),
    refuses('POST /tags?entityId=demo', 400, 'entityType', []),
    accepts('DELETE /tags/aws:servergroup:nothing/one,two', task),
    accepts('POST /batch/tags', task, [{ entityRef: { entityId: 'demo', entityType: 'application' }, tags: [] }]),
    refuses('POST /batch/tags', 400, 'list', {}),
  ],
  accounts: [
    answers('GET /credentials', z.array(z.looseObject({ name: z.string(), authorized: z.boolean() })).min(1)),
    answers('GET /credentials?expand=true', z.array(shapes.account).min(1)),
    answers('GET /credentials/{account}', shapes.account),
    does('GET /credentials/nobody'),
    none('GET /credentials/type/aws?limit=2&startingAccountName=a'),
    refuses('POST /credentials', 404, 'clouddriver.yml', { type: 'aws', name: 'x' }),
    refuses('PUT /credentials', 404, 'clouddriver.yml', { type: 'aws', name: 'x' }),
    refuses('DELETE /credentials/x', 404, 'clouddriver.yml'),
  ],
  'who is signed in': [
    answers(
      'GET /auth/user',
      z.looseObject({
        ...{ username: z.string(), roles: list, enabled: z.literal(true) },
        allowedAccounts: z.tuple([z.literal('sandbox')]),
      }),
    ),
    answers('GET /auth/rawUser', object),
    none('GET /auth/user/serviceAccounts?application=demo'),
    does('POST /auth/roles/sync'),
    does('POST /auth/deleteSessionCache'),
    { call: 'GET /auth/logout', status: 302, leadsTo: '/auth/loggedOut' },
    { call: 'POST /auth/logout', status: 302, leadsTo: '/auth/loggedOut' },
    { call: 'GET /auth/redirect?to=http%3A%2F%2Flocalhost%3A9000%2F', status: 302, leadsTo: 'http://localhost:9000/' },
    refuses('GET /auth/redirect?to=http%3A%2F%2Fevil.test', 400, 'Requested redirect address not recognized.'),
    refuses('GET /auth/redirect', 400, 'Requested redirect address not recognized.'),
    { call: 'GET /', status: 302, leadsTo: 'http://localhost:9000' },
    does('POST /login', 'username=ada&password=secret'),
    does('GET /login'),
    does('GET /login/oauth2/code/google'),
    does('POST /login/oauth2/code/google', 'code=1'),
    answers('GET /admin', z.object({ username: z.string(), isAdmin: z.boolean() })),
    refuses('PUT /admin/executions/forceCancel?executionId=nothing', 404, 'nothing'),
    refuses('PUT /admin/executions/forceCancel', 400, 'executionId'),
    answers('POST /admin/executions/hydrate?executionId=nothing', z.looseObject({ dryRun: z.literal(true) })),
    refuses('GET /auth/apiTokens', 404, 'No route'),
  ],
  'notifications, webhooks and what else is told': [
    answers('GET /notifications/application/nobody', object),
    does('POST /notifications/application/demo', { application: 'demo', email: [] }),
    answers('GET /notifications/application/demo', z.looseObject({ application: z.literal('demo') })),
    refuses('POST /notifications/application/demo', 400, 'object', []),
    does('DELETE /notifications/application/demo'),
    does('POST /notifications/global/all', {
      email: [{ type: 'email', address: 'a@b.co', level: 'global', when: [] }],
    }),
    answers('GET /notifications/global/all', z.looseObject({ email: z.array(object).length(1) })),
    does('DELETE /notifications/global/all'),
    answers('GET /notifications/global/all', z.strictObject({})),
    refuses('GET /notifications/nothing/demo', 400, 'application or global'),
    none('GET /notifications/metadata'),
    refuses('POST /notifications/callbacks/slack', 404, 'interactive', 'payload=1'),
    answers('POST /webhooks/webhook/ci', z.object({ eventProcessed: z.boolean(), eventId: z.string() }), { a: 1 }),
    answers('POST /webhooks/cdevents/ci', z.object({ eventProcessed: z.boolean(), eventId: z.string() }), { a: 1 }),
    answers('POST /webhooks/webhook', z.looseObject({ eventProcessed: z.boolean() }), { source: 'ci' }),
    ...['/pubsub/subscriptions', '/slack/channels', '/pagerDuty/services', '/pagerDuty/oncalls'].map((path) =>
      none(`GET ${path}`),
    ),
  ],
  'build services and artifacts': [
    ...['/v2/builds?type=jenkins', '/v2/builds/ci/jobs', '/v3/builds?type=jenkins', '/v3/builds/ci/jobs'].map((path) =>
      none(`GET ${path}`),
    ),
    none('GET /v3/builds/ci/builds?job=a'),
    refuses('GET /v2/builds/ci/jobs/folder/a', 404, "Job not found (controller: 'ci', job: 'folder/a')"),
    refuses('GET /v2/builds/ci/builds/a', 404, "Builds not found (controller: 'ci', job: 'a')"),
    refuses('GET /v2/builds/ci/build/3/a', 404, "Build not found (controller: 'ci', job: 'a', build: 3)"),
    refuses('GET /v3/builds/ci/job?job=a', 404, "Job not found (controller: 'ci', job: 'a')"),
    refuses('GET /v3/builds/ci/build/3?job=a', 404, "Build not found (controller: 'ci', job: 'a', build: 3)"),
    ...['', '/t/pipelines', '/t/pipelines/p/jobs', '/t/pipelines/p/resources'].map((rest) =>
      none(`GET /concourse/ci/teams${rest}`),
    ),
    refuses('POST /concourse/stage/start?stageId=s&job=j&buildNumber=1', 404, 'Concourse'),
    ...['/artifactory/names', '/nexus/names', '/gcb/accounts', '/gcb/triggers/a', '/codebuild/accounts'].map((path) =>
      none(`GET ${path}`),
    ),
    none('GET /codebuild/projects/a'),
    none('GET /ci/builds?projectKey=a&repoSlug=b'),
    refuses('GET /ci/builds/nothing/output', 404, 'nothing'),
    none('GET /artifacts/account/a/names?type=helm/chart'),
    none('GET /artifacts/account/a/versions?type=helm/chart&artifactName=b'),
    none('GET /artifacts/deb/orders?releaseStatus=FINAL'),
    refuses('GET /artifacts/deb/orders/1.0', 404, 'orders'),
    refuses('GET /artifacts/content-address/demo/abc', 404, 'abc'),
    refuses('PUT /artifacts/fetch', 404, 'artifacts accounts', { type: 'http/file' }),
    none('GET /bakery/options'),
    answers('GET /bakery/options/aws', z.object({ cloudProvider: z.literal('aws'), baseImages: list })),
    refuses('GET /bakery/logs/us-east-1/nothing', 404, 'Bake logs not found.'),
  ],
  'pipeline templates': [
    accepts('POST /pipelineTemplates', task, template),
    refuses('POST /pipelineTemplates', 400, 'id', {}),
    answers('GET /pipelineTemplates?scope=global', list),
    refuses('GET /pipelineTemplates/nothing', 404, 'Pipeline template not found (id: nothing)'),
    accepts('POST /pipelineTemplates/contract', task, template),
    none('GET /pipelineTemplates/nothing/dependents?recursive=true'),
    accepts('DELETE /pipelineTemplates/contract', task),
    refuses('GET /pipelineTemplates/resolve', 400, 'source'),
    none('GET /v2/pipelineTemplates?scopes=nobody'),
    answers('GET /v2/pipelineTemplates/versions', object),
    answers('POST /v2/pipelineTemplates/create?tag=stable', shapes.task, {
      ...{ id: 'contract2', metadata, variables: [], pipeline: { stages } },
    }),
    refuses('POST /v2/pipelineTemplates/create', 400, 'schema version is invalid', { id: 'x', schema: '1' }),
    answers('POST /v2/pipelineTemplates/update/contract2?tag=stable&skipPlanDependents=true', shapes.task, {
      ...{ id: 'contract2', schema: 'v2', metadata, variables: [] },
      pipeline: { stages },
    }),
    answers(
      'GET /v2/pipelineTemplates/contract2?tag=stable',
      z.looseObject({ id: z.string(), schema: z.literal('v2') }),
    ),
    refuses('GET /v2/pipelineTemplates/contract2?tag=stable&digest=abc', 400, 'digest'),
    refuses('GET /v2/pipelineTemplates/nothing', 404, 'Pipeline template not found (id: nothing)'),
    none('GET /v2/pipelineTemplates/contract2/dependents'),
    answers('POST /v2/pipelineTemplates/plan', z.looseObject({ stages: list }), {
      ...{ schema: 'v2', application: 'search', name: 'Made', variables: {} },
      template: {
        ...{ artifactAccount: 'front50ArtifactCredentials', type: 'front50/pipelineTemplate' },
        reference: 'spinnaker://contract2:stable',
      },
    }),
    accepts('DELETE /v2/pipelineTemplates/contract2?tag=stable', shapes.task),
  ],
  'projects and the rest': [
    answers('GET /projects', z.array(shapes.project).min(1)),
    answers('GET /projects/storefront', shapes.project),
    refuses('GET /projects/nothing', 404, 'Project not found'),
    answers('GET /projects/storefront/clusters', z.array(shapes.projectCluster).min(1)),
    refuses('GET /projects/nothing/clusters', 404, 'nothing'),
    answers('GET /projects/storefront/pipelines?limit=5&statuses=RUNNING', list),
    none('GET /v2/canaryConfig?application=demo'),
    refuses('GET /v2/canaryConfig/nothing', 404, 'nothing'),
    refuses('POST /v2/canaryConfig', 404, 'Kayenta', {}),
    refuses('PUT /v2/canaryConfig/nothing', 404, 'Kayenta', {}),
    refuses('DELETE /v2/canaryConfig/nothing', 404, 'Kayenta'),
    ...['credentials', 'judges', 'metadata/metricsService?filter=a', 'demo/executions?limit=20'].map((path) =>
      none(`GET /v2/canaries/${path}`),
    ),
    refuses('POST /v2/canaries/canary', 404, 'Kayenta', {}),
    refuses('POST /v2/canaries/canary/nothing', 404, 'Kayenta', {}),
    refuses('GET /v2/canaries/canary/nothing', 404, 'nothing'),
    refuses('GET /v2/canaries/canary/config/nothing', 404, 'nothing'),
    refuses('GET /v2/canaries/metricSetPairList/nothing', 404, 'nothing'),
    none('GET /plugins/info?service=orca'),
    refuses('POST /plugins/info', 404, 'plugins', {}),
    refuses('PUT /plugins/info', 404, 'plugins', {}),
    refuses('DELETE /plugins/info/nothing', 404, 'plugins'),
    refuses('POST /plugins/publish/nothing/1.0.0', 404, 'plugins', 'any'),
    answers('GET /plugins/installed', z.record(z.string(), list)),
    none('GET /plugins/deck/plugin-manifest.json'),
    refuses('GET /plugins/deck/nothing/1.0.0/index.js', 404, 'nothing'),
    none('GET /banners'),
    none('GET /banners/all'),
    refuses('GET /banners/nothing', 404, 'nothing'),
    refuses('PUT /banners', 404, 'banners', {}),
    refuses('POST /banners/nothing', 404, 'banners', {}),
    refuses('POST /banners/refresh', 404, 'banners', {}),
    refuses('DELETE /banners/nothing', 404, 'banners'),
    refuses('DELETE /banners', 404, 'banners'),
    none('GET /applications/demo/snapshots/prod/history?limit=20'),
    refuses('GET /applications/demo/snapshots/prod', 404, 'Snapshot not found (id: demo-prod)'),
    ...['/proxies', '/storage', '/oidcConfigs?app=demo', '/servicebroker/cf/services?region=r'].map((path) =>
      none(`GET ${path}`),
    ),
    refuses('GET /servicebroker/cf/serviceInstance?region=r', 404, 'cf'),
    ...[
      'ecsClusters',
      'ecsClusterDescriptions/a/r',
      'secrets',
      'cloudMetrics/alarms',
      'serviceDiscoveryRegistries',
    ].map((path) => none(`GET /ecs/${path}`)),
    refuses('GET /v1/data/static/nothing', 404, 'nothing'),
    refuses('GET /v1/data/adhoc/group/bucket/a/b', 404, 'bucket'),
    // Off in the original too, unless they are configured.
    ...['/managed/application/demo', '/history/nothing', '/cleanup/resources/marked', '/canaryConfig/names'].map(
      (path) => refuses(`GET ${path}`, 404, 'No route'),
    ),
    refuses('GET /extensions/nothing/at/all', 404, 'No route'),
    { call: 'GET /swagger-ui/index.html', status: 302, leadsTo: '/swagger-ui/' },
    answers('GET /version', z.object({ version: z.string() })),
    answers('GET /health', z.looseObject({ status: z.literal('UP') })),
    answers(
      'GET /health?downstreamServices=true',
      z.looseObject({ components: z.looseObject({ orca: object, echo: object }) }),
    ),
  ],
}

/** Gate's own, beside the original's: their tests are elsewhere. */
export const additive = [
  /^\/v1\//,
  /^\/spot\//,
  /^\/events$/,
  /elastilogs$/,
  // Text, and not for a browser.
  /^\/auth\/loggedOut$/,
  /convertToTemplate$/,
]
