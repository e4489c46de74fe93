import type { Showcase } from './showcase.ts'

/** Every page of Deck with something on it, by a short name: its address behind the `#`, and a text that shows it is there. */
export function pagesOf({
  pipelines,
  succeeded,
  failed,
  waiting,
  templated,
  serverGroup,
}: Showcase): Record<string, string> {
  const { account, region, name, instanceId } = serverGroup
  const group = `/applications/demo/clusters/serverGroupDetails/spot/${account}/${region}/${name}`
  return {
    home: '/',
    search: '/search?q=demo',
    applications: '/applications',
    projects: '/projects',
    project: '/projects/storefront/dashboard',
    overview: '/applications/demo',
    pipelines: '/applications/demo/executions',
    'execution-succeeded': `/applications/demo/executions/details/${succeeded}`,
    'execution-failed': `/applications/demo/executions/details/${failed}`,
    'execution-waiting': `/applications/demo/executions/details/${waiting}`,
    start: '/applications/demo/executions?startManualExecution=Release',
    editor: `/applications/demo/executions/configure/${pipelines.Release}`,
    revisions: `/applications/demo/executions/configure/${pipelines.Release}?history=1`,
    board: '/applications/demo/board',
    clusters: '/applications/demo/clusters',
    'server-group': group,
    'server-group-instances': `${group}?tab=instances`,
    'server-group-timeline': `${group}?tab=timeline`,
    instance: `/applications/demo/clusters/instanceDetails/spot/${instanceId}`,
    'load-balancers': '/applications/demo/loadBalancers',
    firewalls: '/applications/demo/firewalls',
    costs: '/applications/demo/costs',
    activity: '/applications/demo/activity',
    tasks: '/applications/demo/tasks',
    ...Object.fromEntries(
      ['notifications', 'features', 'links', 'traffic-guards', 'banner', 'delete'].map((section) => [
        `settings-${section}`,
        `/applications/demo/config?section=${section}`,
      ]),
    ),
    settings: '/applications/demo/config',

    'pipeline-templates': '/pipeline-templates',
    'pipeline-template': '/pipeline-templates/careful-release',
    'pipeline-template-source': '/pipeline-templates/careful-release?tab=source',
    'pipeline-template-use': '/pipeline-templates/careful-release?use=1&app=checkout&name=Next',
    'pipeline-template-edit': '/pipeline-templates/careful-release?edit=1',
    'editor-of-template': `/applications/checkout/executions/configure/${templated}`,
    'application-empty': '/applications/mailer',
    'pipelines-empty': '/applications/mailer/executions',
    'clusters-empty': '/applications/mailer/clusters',
    'activity-empty': '/applications/mailer/activity',
    'application-unknown': '/applications/nowhere/executions',
    'execution-unknown': '/executions/01UNKNOWN',
    missing: '/there/is/no/such/page',
  }
}
