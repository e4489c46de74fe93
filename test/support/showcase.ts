import { type Product, saveSamples, trigger } from './product.ts'

/** What the showcase holds, for addresses. */
export interface Showcase {
  /** Pipeline configurations of `demo`, by name. */
  readonly pipelines: Record<string, string>
  /** Executions of `Release`. */
  readonly succeeded: string
  readonly failed: string
  readonly waiting: string
  /** A pipeline configuration of `checkout` that is made of a template. */
  readonly templated: string
  /** A server group that runs. */
  readonly serverGroup: { account: string; region: string; name: string; instanceId: string }
}

/**
 * An installation as a team has it after a good day and a bad one: `demo` was released twice, a release failed, another one
 * waits for somebody's judgement; a project gathers it. `checkout` has a pipeline of a template. Deterministic but for times and ids.
 */
export async function prepareShowcase(product: Product): Promise<Showcase> {
  if ((await product.gate('/applications/demo?expand=false')).status === 404) await saveSamples(product)
  for (const [name, email, description] of neighbours) {
    const job = [{ type: 'createApplication', application: { name, email, description, cloudProviders: 'spot' } }]
    await task(product, name, `Create Application: ${name}`, job)
  }
  const succeeded = await release(product, { image: 'ami-0000000000000a001' }, 'continue')
  await release(product, { image: 'ami-0000000000000a002' }, 'continue')
  const failed = await trigger(product, 'demo', 'Release', { image: 'docker.io/demo', judgement: 'off' })
  await product.untilExecution(failed, 'TERMINAL')
  const waiting = await release(product, { image: 'ami-0000000000000a003' })
  await task(product, 'spinnaker', 'Create project: storefront', [
    {
      type: 'upsertProject',
      project: {
        name: 'storefront',
        email: 'shop@example.com',
        config: {
          applications: ['demo', 'checkout'],
          clusters: [{ account: 'sandbox', stack: 'prod', detail: '*', applications: null }],
          pipelineConfigs: [],
        },
      },
    },
  ])
  const templated = await saveTemplates(product)
  const { body: configs } = await product.gate<{ id: string; name: string }[]>('/applications/demo/pipelineConfigs')
  const { body: groups } = await product.gate('/applications/demo/serverGroups')
  const group = groups.find(({ isDisabled }: { isDisabled: boolean }) => !isDisabled)
  return {
    pipelines: Object.fromEntries(configs.map(({ id, name }) => [name, id])),
    succeeded,
    failed,
    waiting,
    templated,
    serverGroup: {
      account: group.account,
      region: group.region,
      name: group.name,
      instanceId: group.instances[0].id ?? group.instances[0].name,
    },
  }
}

const neighbours = [
  ['checkout', 'payments@example.com', 'Takes the money, exactly once'],
  ['search', 'discovery@example.com', 'Finds what people meant to type'],
  ['mailer', 'platform@example.com', ''],
] as const

/** A template in two versions with a pipeline of it, whose id is answered, and one that nobody uses yet. */
async function saveTemplates(product: Product): Promise<string> {
  const save = async (path: string, body: object) => {
    const answer = await product.gate(path, { method: 'POST', body })
    if (answer.status !== 200) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`)
  }
  const create = '/v2/pipelineTemplates/create'
  await save(`${create}?tag=stable`, careful(10))
  await save(create, careful(30))
  await save(create, {
    ...careful(0),
    id: 'nightly-cleanup',
    metadata: {
      name: 'Nightly clean-up',
      description: 'Removes what nobody uses any more.',
      owner: 'platform@example.com',
      scopes: ['demo', 'checkout'],
    },
    variables: [],
    pipeline: { stages: [wait('1', [], 'Clean up', 1)] },
  })
  await save('/pipelines', {
    type: 'templatedPipeline',
    schema: 'v2',
    application: 'checkout',
    name: 'Careful release',
    template: {
      artifactAccount: 'front50ArtifactCredentials',
      type: 'front50/pipelineTemplate',
      reference: 'spinnaker://careful-release:stable',
    },
    variables: { image: 'docker.io/checkout:1.4.2' },
    exclude: [],
    triggers: [{ type: 'cron', enabled: true, cronExpression: '0 30 9 ? * MON-FRI' }],
    parameters: [],
    notifications: [],
    stages: [],
  })
  return (await product.gate('/applications/checkout/pipelineConfigs/Careful%20release')).body.id
}

const wait = (refId: string, before: string[], name: string, waitTime: unknown) => ({
  refId,
  requisiteStageRefIds: before,
  type: 'wait',
  name,
  waitTime,
})

const careful = (seconds: number) => ({
  schema: 'v2',
  id: 'careful-release',
  metadata: {
    name: 'Careful release',
    description: 'Tries a version on a few, waits, asks, and goes on to all.',
    owner: 'platform@example.com',
    scopes: ['global'],
  },
  protect: false,
  variables: [
    { name: 'image', type: 'string', description: 'The image to deploy, with its tag.' },
    { name: 'share', type: 'int', description: 'Percent of the traffic at first.', defaultValue: 10 },
    { name: 'seconds', type: 'int', description: 'How long to look at it.', defaultValue: seconds },
    { name: 'asks', type: 'boolean', description: 'Whether somebody must agree.', defaultValue: true },
    { name: 'regions', type: 'list', description: 'Where.', defaultValue: ['eu-west-1'] },
  ],
  pipeline: {
    limitConcurrent: true,
    keepWaitingPipelines: false,
    parameterConfig: [{ name: 'reason', description: 'Why now', default: '' }],
    triggers: [],
    notifications: [],
    stages: [
      wait('1', [], 'Try ${ templateVariables.share } %', 1),
      wait('2', ['1'], 'Look at it', '${ templateVariables.seconds }'),
      {
        refId: '3',
        requisiteStageRefIds: ['2'],
        type: 'manualJudgment',
        name: 'Go on?',
        instructions: 'Is ${ templateVariables.image } good?',
        stageEnabled: { type: 'expression', expression: '${ templateVariables.asks }' },
      },
      wait('4', ['3'], 'Everywhere in ${ templateVariables.regions.size() } regions', 1),
    ],
  },
})

async function task(product: Product, application: string, description: string, job: object[]): Promise<void> {
  const { body } = await product.gate('/tasks', { method: 'POST', body: { application, description, job } })
  const id = body.ref.split('/').at(-1)
  const events = await product.events()
  try {
    for (;;) {
      await events.next(({ event }) => event === 'hello' || event === 'gap' || event === 'execution')
      const { status } = (await product.gate(`/tasks/${id}`)).body
      if (status === 'SUCCEEDED') return
      if (status === 'TERMINAL') throw new Error(`The task “${description}” failed.`)
    }
  } finally {
    events.close()
  }
}

/** Without a judgement it stays where one is asked for. */
async function release(product: Product, parameters: object, judgment?: 'continue'): Promise<string> {
  const id = await trigger(product, 'demo', 'Release', parameters)
  const isAsked = ({ type, status }: { type: string; status: string }) =>
    type === 'manualJudgment' && status === 'RUNNING'
  const execution = await product.untilExecution(id, ({ stages }) => stages.some(isAsked))
  if (judgment === undefined) return id
  const stage = execution.stages.find(isAsked)
  await product.gate(`/pipelines/${id}/stages/${stage?.id}`, { method: 'PATCH', body: { judgmentStatus: judgment } })
  await product.untilExecution(id, 'SUCCEEDED')
  return id
}
