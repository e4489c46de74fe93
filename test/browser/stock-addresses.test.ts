import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type DeckUnderTest, startDeck } from '../support/browser.ts'
import { saveSamples, trigger, untilTask } from '../support/product.ts'

/** What shows that a page is there: something of this role, with this in its name. */
type Sign = readonly [role: 'heading' | 'region' | 'complementary' | 'dialog', name: string]
const heading = (name: string): Sign => ['heading', name]
const region = (name: string): Sign => ['region', name]
const panel = (name: string): Sign => ['complementary', name]
const dialog = (name: string): Sign => ['dialog', name]

/** An address of the stock deck, what shows that one is there, and where it leads if not to itself. */
type Row = readonly [from: string, shows: Sign, to?: string]

/** Every address that stock Decks write into mails, chats and bookmarks; `{execution}` and the like stand for ids. */
const addresses: Readonly<Record<string, readonly Row[]>> = {
  'of search': [
    ['search?q=demo&tab=clusters&account=sandbox&region=us-east-1&stack=prod', heading('Search')],
    ['infrastructure?q=demo', heading('Search'), 'search?q=demo'],
    ['search?q=storefront&route=1', heading('storefront'), 'projects/storefront/dashboard'],
  ],
  'of applications': [
    ['applications', heading('Applications')],
    ['applications?create=unheard', dialog('Create application')],
    ['applications?create=DEMO', region('Latest activity'), 'applications/demo/overview'],
    ['applications/demo', region('Latest activity'), 'applications/demo/overview'],
    ['applications/demo/', region('Latest activity'), 'applications/demo/overview'],
    ['applications/unheard/clusters', heading('There is no application')],
  ],
  'of clusters': [
    ['applications/demo/clusters?q=demo&acct=sandbox&reg=us-east-1&stack=prod&status=Up', region('Clusters')],
    ['applications/demo/clusters?hideInstances=true&listInstances=true&instanceSort=zone', region('Clusters')],
    ['applications/demo/clusters/serverGroupDetails/spot/{group}', panel('demo-prod-v000')],
    ['applications/demo/clusters/serverGroupManagerDetails/kubernetes/prod/web/deployment%20shop', panel('shop')],
    ['applications/demo/clusters/instanceDetails/spot/{instance}', panel('{instance}')],
    ['applications/demo/clusters/multipleInstances', region('Clusters')],
    ['applications/demo/clusters/multipleServerGroups', region('Clusters')],
    ['applications/demo/k8s?q=web', region('Clusters'), 'applications/demo/clusters?q=web'],
  ],
  'of load balancers, firewalls and functions': [
    ['applications/demo/loadBalancers?q=a&acct=sandbox&showInstances=true', region('Load balancers')],
    ['applications/demo/loadBalancers/loadBalancerDetails/aws/prod/us-east-1/vpc-1/front', panel('front')],
    ['applications/demo/loadBalancers/loadBalancerDetails/aws/prod/us-east-1//front', panel('front')],
    ['applications/demo/loadBalancers/targetGroupDetails/aws/prod/us-east-1/vpc-1/front/web', panel('web')],
    ['applications/demo/loadBalancers/serverGroupDetails/spot/{group}', panel('demo-prod-v000')],
    ['applications/demo/firewalls?q=a&hideServerGroups=true', region('Firewalls')],
    ['applications/demo/firewalls/firewallDetails/aws/prod/us-east-1/vpc-1/web', panel('web')],
    ['applications/demo/securityGroups?q=a', region('Firewalls'), 'applications/demo/firewalls?q=a'],
    [
      'applications/demo/securityGroups/securityGroupDetails/aws/prod/us-east-1/vpc-1/web',
      panel('web'),
      'applications/demo/firewalls/securityGroupDetails/aws/prod/us-east-1/vpc-1/web',
    ],
    ['applications/demo/functions?q=a', region('Functions')],
    ['applications/demo/functions/functionDetails/aws/prod/us-east-1/thumbnail', panel('thumbnail')],
    ['instance/spot/sandbox/us-east-1/{instance}', heading('{instance}')],
    ['firewallDetails/aws/prod/us-east-1/vpc-1/web', heading('web')],
  ],
  'of pipelines and executions': [
    ['applications/demo/executions?q=Rel&pipeline=Release&status=SUCCEEDED', region('Release')],
    ['applications/demo/executions?awaitingJudgement=true&tags=a:b', heading('demo')],
    ['applications/demo/executions?startManualExecution=Release&image=ami-1', dialog('Start a pipeline')],
    ['applications/demo/executions?startManualExecution={pipeline}', dialog('Start a pipeline')],
    ['applications/demo/executions/{execution}?stage=0&subStage=0&step=0&details=waitConfig', region('Execution')],
    ['applications/demo/executions/details/{execution}', heading('Release')],
    ['applications/demo/executions/details/{execution}?stage=1&step=0&details=taskStatus', heading('Release')],
    ['applications/demo/executions/configure/{pipeline}', heading('Release')],
    ['applications/demo/executions/configure/{pipeline}?executionId={execution}', heading('Release')],
    ['executions/{execution}', heading('Release'), 'applications/demo/executions/details/{execution}'],
    [
      'executions/{execution}?stage=0&step=1',
      heading('Release'),
      'applications/demo/executions/details/{execution}?stage=0&step=1',
    ],
    ['executions/01UNHEARD', heading('There is no execution')],
  ],
  'of tasks': [
    ['applications/demo/tasks?q=Create', region('Tasks')],
    ['applications/demo/tasks/{task}', region('Task')],
    ['tasks/{task}', region('Task'), 'applications/demo/tasks/{task}'],
    ['tasks/01UNHEARD', heading('There is no task')],
  ],
  'of settings': [
    ...[
      ['location', 'Attributes'],
      ['notifications', 'Notifications'],
      ['features', 'Features'],
      ['links', 'Links'],
      ['traffic-guards', 'Traffic guards'],
      ['chaos', 'Chaos Monkey'],
      ['banner', 'Custom banners'],
      ['default-filters', 'Default filters'],
      ['delete', 'Delete'],
      ['snapshot', 'Revisions'],
      ['managed-resources', 'Managed resources'],
    ].map(([section, name]): Row => [`applications/demo/config?section=${section}`, ['region', name ?? '']]),
    ['applications/demo/config', region('Attributes')],
  ],
  'of projects, and of applications by way of them': [
    ['projects', heading('Projects')],
    ['projects/storefront', heading('storefront'), 'projects/storefront/dashboard'],
    ['projects/storefront/dashboard?reg=us-east-1', heading('storefront')],
    ['projects/unheard/dashboard', heading('There is no project')],
    ...(
      [
        ['clusters?acct=sandbox', region('Clusters')],
        ['clusters/serverGroupDetails/spot/{group}', panel('demo-prod-v000')],
        ['executions/details/{execution}?stage=0', heading('Release')],
        ['executions/configure/{pipeline}', heading('Release')],
        ['tasks/{task}', region('Task')],
        ['config?section=links', region('Links')],
      ] as const
    ).map(([rest, shows]): Row => {
      const inApplication = `applications/demo/${rest}`
      return [`projects/storefront/${inApplication}`, shows, inApplication]
    }),
    ['projects/storefront/applications/demo', region('Latest activity'), 'applications/demo/overview'],
  ],
  'of what is elsewhere or not there': [
    ['applications/demo/environments/overview', heading('Environments'), 'applications/demo/board'],
    ['applications/demo/environments/config', heading('Environments'), 'applications/demo/board'],
    ['applications/demo/environments/history/v1?sha=abc', heading('Environments'), 'applications/demo/board?sha=abc'],
    ['applications/demo/canary/config', heading('Canary analysis is not here')],
    ['applications/demo/canary/config/abc?copy=true', heading('Canary analysis is not here')],
    ['applications/demo/canary/report?count=20', heading('Canary analysis is not here')],
    ['applications/demo/canary/report/abc/def', heading('Canary analysis is not here')],
    ['applications/demo/builds/12/details', heading('Builds are not here')],
    ['pipeline-templates', heading('Pipeline templates')],
    ['api-tokens', heading('API tokens are not here')],
    ['global-banners', heading('Global banners are not edited here')],
    ['account-management', heading('Accounts are not edited here')],
    ['page?app=demo&subject=Help', heading('Paging is not here')],
    ['styleguide', heading('There is no such page')],
    ['there/is/no/such/page', heading('There is no such page')],
  ],
}

describe.runIf(chromiumPath !== '')('addresses of the stock deck', { timeout: 120_000 }, () => {
  let under: DeckUnderTest
  let page: Page
  let ids: Readonly<Record<string, string>>
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name) => ids[name] ?? whole)

  beforeAll(async () => {
    under = await startDeck()
    ;({ page } = under)
    const { product } = under
    await saveSamples(product)
    const project = { name: 'storefront', email: 'shop@example.com', config: { applications: ['demo'] } }
    const task = {
      application: 'spinnaker',
      description: 'Create Project',
      job: [{ type: 'upsertProject', project }],
    }
    await untilTask(product, (await product.gate('/tasks', { method: 'POST', body: task })).body.ref)
    const execution = await trigger(product, 'demo', 'Release', { image: 'ami-0000000000000a001', judgement: 'off' })
    await product.untilExecution(execution, 'SUCCEEDED')
    const [group] = (await product.gate('/applications/demo/serverGroups')).body
    ids = {
      execution,
      group: `sandbox/${group.region}/${group.name}`,
      instance: group.instances[0].id ?? group.instances[0].name,
      pipeline: (await product.gate('/applications/demo/pipelineConfigs/Release')).body.id,
      task: (await product.gate('/applications/demo/tasks')).body[0].id,
    }
  }, 120_000)
  afterAll(() => under?.stop())

  for (const [what, rows] of Object.entries(addresses))
    it(`${what} lead to the same place here`, async () => {
      const lost: string[] = []
      for (const [from, shows, to = from] of rows) {
        await page.goto(`${under.deck}#/${filled(from)}`)
        const there = page.waitForURL((url) => url.hash === `#/${filled(to)}`, { timeout: 10_000 })
        const [role, name] = shows
        const seen = page
          .getByRole(role, { name: filled(name) })
          .first()
          .waitFor({ timeout: 10_000 })
        const [place, sight] = await Promise.allSettled([there, seen])
        if (place.status === 'rejected') lost.push(`${filled(from)} is at ${page.url().split('#')[1]}`)
        else if (sight.status === 'rejected') lost.push(`${filled(from)} shows something else`)
        lost.push(...under.problems.splice(0).map((problem) => `${filled(from)}: ${problem}`))
      }
      expect(lost).toEqual([])
    })
})
