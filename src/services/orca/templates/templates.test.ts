import { describe, expect, it } from 'vitest'
import { type GennakerError, problem } from '../../../platform/errors/index.ts'
import { front50Client } from '../../front50/client.ts'
import { createExpressions } from '../expressions/index.ts'
import type { Json } from '../model.ts'
import { played } from '../testing.ts'
import { createTemplateSources, createTemplates } from './index.ts'

/** Templates over these documents by address. */
function templatesOver(documents: Json, pipelines: Readonly<Record<string, string>> = {}, loaded: string[] = []) {
  const load = async (address: string) => {
    loaded.push(address)
    const found = documents[address]
    if (found instanceof Error) throw found
    if (found === undefined) throw new Error(`nothing at ${address}`)
    return structuredClone(found) as Json
  }
  const expressions = createExpressions({}, () => 0)
  return createTemplates({
    sources: {
      loadV1: load,
      loadV2: load,
      findConfigId: async (_, application, name) => pipelines[`${application}/${name}`],
    },
    evaluate: expressions.evaluateWith,
    evaluatePipeline: expressions.planPipeline,
  })
}

const errorsOf = (planned: Promise<unknown>): Promise<unknown> =>
  planned.then(
    () => 'it was planned',
    (error: GennakerError) => error.attributes.errors,
  )
const stagesOf = async (planned: Promise<Json>) => (await planned).stages as Json[]

describe('a version 1 template', () => {
  const wait = (id: string, more: Json = {}) => ({ id, type: 'wait', config: { waitTime: 1 }, ...more })
  const plan = (template: Json, config: Json = {}, documents: Json = {}, pipelines = {}) => {
    const { variables, ...rest } = config
    return templatesOver(documents, pipelines).expand({
      type: 'templatedPipeline',
      plan: true,
      template: { schema: '1', id: 't', ...template },
      config: { schema: '1', pipeline: { application: 'shop', variables }, ...rest },
    })
  }
  const graph = async (planned: Promise<Json>) =>
    Object.fromEntries((await stagesOf(planned)).map((stage) => [stage.refId, stage.requisiteStageRefIds]))

  it('repeats a stage with each value, and what follows waits for all of them', async () => {
    const stages = [
      wait('first'),
      { ...wait('deploy'), loopWith: '{{ regions }}', dependsOn: ['first'], name: 'to {{ templateLoop.value }}' },
      wait('last', { dependsOn: ['deploy'] }),
    ]
    const planned = plan(
      { stages, variables: [{ name: 'regions', type: 'list' }] },
      { variables: { regions: ['eu', 'us'] } },
    )
    expect(await graph(planned)).toEqual({
      first: [],
      deploy0: ['first'],
      deploy1: ['first'],
      last: ['deploy0', 'deploy1'],
    })
    expect((await stagesOf(planned)).map(({ name }) => name)).toEqual(expect.arrayContaining(['to eu', 'to us']))
  })

  it('repeats partials too', async () => {
    const partials = [{ id: 'p', stages: [wait('a', { name: '{{ what }}' }), wait('b', { dependsOn: ['a'] })] }]
    const stages = [
      {
        id: 'each-{{ templateLoop.value }}',
        type: 'partial.p',
        config: { what: '{{ templateLoop.value }}!' },
        loopWith: '["x", "y"]',
      },
      wait('last', { dependsOn: ['each-{{ templateLoop.value }}'] }),
    ]
    expect(await graph(plan({ stages, partials }))).toMatchObject({
      'each-x.a': [],
      'each-x.b': ['each-x.a'],
      'each-y.b': ['each-y.a'],
    })
  })

  it('leaves a stage out whose conditions are not all true; others wait for what it waited for', async () => {
    const stages = [
      wait('a'),
      wait('b', { dependsOn: ['a'], when: ['{{ application == "shop" }}', '{{ wanted }}'] }),
      wait('c', { dependsOn: ['b'] }),
    ]
    const variables = [{ name: 'wanted', defaultValue: false }]
    expect(await graph(plan({ stages, variables }))).toEqual({ a: [], c: ['a'] })
    expect(await graph(plan({ stages, variables }, { variables: { wanted: true } }))).toEqual({
      a: [],
      b: ['a'],
      c: ['b'],
    })
  })

  it('is extended by a child, which merges, replaces and removes parts of what it inherits', async () => {
    const parent = {
      schema: '1',
      id: 'parent',
      stages: [wait('a', { config: { list: [1], map: { x: 1 }, text: 'old', gone: true } })],
      configuration: { triggers: [{ name: 'one', type: 'cron' }] },
    }
    const control = {
      merge: [
        { path: '$.list', value: [2] },
        { path: '$.map', value: { y: 2 } },
      ],
      replace: [{ path: '$.text', value: 'new' }],
      remove: [{ path: '$.gone' }],
    }
    const child = {
      source: 'parent',
      stages: [wait('a', { config: parent.stages[0]!.config, inheritanceControl: control })],
    }
    const planned = plan(child, { configuration: { inherit: ['triggers'] } }, { parent })
    expect(await planned).toMatchObject({
      triggers: [{ name: 'one', type: 'cron' }],
      stages: [{ refId: 'a', list: [1, 2], map: { x: 1, y: 2 }, text: 'new' }],
    })
    expect((await stagesOf(planned))[0]).not.toHaveProperty('gone')
  })

  it('makes its stages of one text', async () => {
    const stages = '{% for r in ["x", "y"] %}\n- id: {{ r }}\n  type: wait\n  config: { waitTime: 1 }\n{% endfor %}'
    expect(await graph(plan({ stages }))).toEqual({ x: [], y: [] })
  })

  it('knows the ids of saved pipelines, base64, JSON, the parts of names', async () => {
    const config = {
      pipeline: '{% pipelineId name="deploy" %}',
      secret: '{{ application|base64 }}',
      json: '{{ {"a": [1]}|json }}',
      stack: '{{ "shop-main-x-v001"|frigga("stack") }}',
      most: '{{ [1, 3, 2]|max }}',
    }
    const planned = plan({ stages: [{ id: 's', type: 'pipeline', config }] }, {}, {}, { 'shop/deploy': 'id-1' })
    expect((await stagesOf(planned))[0]).toMatchObject({
      pipeline: 'id-1',
      secret: 'c2hvcA==',
      json: { a: [1] },
      stack: 'main',
      most: 3,
    })
    const unknown = [{ id: 's', type: 'pipeline', config: { pipeline: '{% pipelineId name="nope" %}' } }]
    expect(await errorsOf(plan({ stages: unknown }))).toMatchObject([
      {
        message: 'Failed rendering stage',
        location: 'template:stages.s',
        nestedErrors: [
          { nestedErrors: [{ message: "Failed to find pipeline ID with name 'nope' in application 'shop'" }] },
        ],
      },
    ])
  })

  it.each([
    ['5', 5],
    ['true', true],
    ['yes', 'yes'],
    ['a: b', { a: 'b' }],
    ['[x, y]', ['x', 'y']],
    ['${ a: b }', '${ a: b }'],
    ['noexpand:5', '5'],
    ['* a list', '* a list'],
    ['2020-01-31', '2020-01-31'],
    ['one: two: three', 'one: two: three'],
    ['', null],
  ])('reads the rendered %j as %j', async (text, expected) => {
    expect((await stagesOf(plan({ stages: [{ id: 's', type: 'x', config: { value: text } }] })))[0]).toHaveProperty(
      'value',
      expected,
    )
  })

  it('may be complete without any template', async () => {
    const planned = templatesOver({}).expand({
      type: 'templatedPipeline',
      config: {
        schema: '1',
        pipeline: { application: 'shop', variables: { seconds: 3 } },
        stages: [wait('a', { config: { waitTime: '{{ seconds }}' } }), wait('b', { dependsOn: ['a'] })],
      },
    })
    expect(await stagesOf(planned)).toMatchObject([
      { refId: 'a', waitTime: 3 },
      { refId: 'b', requisiteStageRefIds: ['a'] },
    ])
  })

  const oneWait = (config: unknown) => ({ stages: [{ id: 's', type: 'wait', config }] })
  it.each([
    [
      'an unknown variable',
      () => plan(oneWait({ x: '{{ nope }}' })),
      [
        {
          message: 'Failed rendering stage',
          location: 'template:stages.s',
          nestedErrors: [
            {
              message: 'UnknownTokenException: Unknown token found: nope',
              details: { reason: 'EXCEPTION', lineno: '1' },
            },
          ],
        },
      ],
    ],
    [
      'a missing value',
      () => plan({ variables: [{ name: 'a' }, { name: 'b' }] }),
      [
        {
          message: 'malformed template configuration',
          cause: "[Pipeline Config: application='shop'] Missing variable values for: a, b",
        },
      ],
    ],
    [
      'a wrong type',
      () => plan({ variables: [{ name: 'a', type: 'int' }] }, { variables: { a: 'x' } }),
      [
        {
          cause:
            "[Pipeline Config: application='shop'] Incorrectly defined variable(s): a (expected type 'int' found type 'String')",
        },
      ],
    ],
    [
      'a null',
      () => plan({ variables: [{ name: 'a' }] }, { variables: { a: null } }),
      [{ cause: expect.stringContaining("variable 'a' supplied value is null") }],
    ],
    [
      'a circle of stages',
      () => plan({ stages: [wait('a', { dependsOn: ['b'] }), wait('b', { dependsOn: ['a'] })] }),
      [{ cause: expect.stringMatching(/^Cycle detected in graph/) }],
    ],
    [
      'an unknown place for a stage',
      () => plan({ stages: [wait('a')] }, { stages: [wait('b', { inject: { after: ['z'] } })] }),
      [{ cause: "could not inject 'b' stage: unknown target stage id 'z'" }],
    ],
    [
      'a config that is no map',
      () => plan(oneWait('just text')),
      [{ message: "A stage's rendered config must be a map", cause: 'Received type class java.lang.String' }],
    ],
    [
      'an unknown partial',
      () => plan({ stages: [{ id: 's', type: 'partial.q', config: {} }] }),
      [{ message: 'Unable to find Partial by ID: q', location: 'template:stages.s' }],
    ],
    [
      'a loop over no list',
      () => plan({ stages: [{ ...wait('s'), loopWith: 'text' }] }),
      [{ message: 'Rendered loopWith value must be a list' }],
    ],
    [
      'a stage without a type',
      () => plan({ stages: [{ id: 's', config: {} }] }),
      [{ severity: 'FATAL', message: 'Stage is missing type', location: 'template:stages.s' }],
    ],
    [
      'a template that can’t be had',
      () => plan({ source: 'nowhere' }),
      [{ message: 'unexpected error', cause: 'nothing at nowhere' }],
    ],
    [
      'templates that extend each other in a circle',
      () => plan({ source: 'x' }, {}, { x: { schema: '1', source: 'x' } }),
      [{ message: 'failed loading template', cause: "Illegal cycle detected loading pipeline template 'x'" }],
    ],
    [
      'a warning, in a plan',
      () =>
        plan(
          { stages: [wait('a')] },
          { pipeline: { application: 'shop', template: { source: 'x' } }, stages: [wait('b')] },
        ),
      [{ severity: 'WARN', location: 'configuration:stages.b' }],
    ],
    ['another version', () => plan({}, { schema: '7' }), [{ message: "unexpected schema version '7'" }]],
  ] as [string, () => Promise<Json>, unknown][])(
    '%s is said in the shape that clients read',
    async (_, planned, errors) => {
      expect(await errorsOf(planned())).toMatchObject(errors as object)
    },
  )

  it.each([
    [
      'a module that uses itself',
      { modules: [{ id: 'm', definition: '{% module m %}' }], ...oneWait({ x: '{% module m %}' }) },
    ],
    [
      'text that makes text for ever',
      oneWait({ x: '{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}' }),
    ],
    ['an endless repetition', { stages: [{ ...wait('s'), loopWith: '{{ range(5000) }}' }] }],
    [
      'a YAML bomb',
      oneWait({
        x: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
      }),
    ],
  ])('%s is refused', async (_, template) => {
    expect(await errorsOf(plan(template as Json))).toMatchObject([{ severity: 'FATAL' }])
  })
})

describe('a version 2 template', () => {
  const template = (more: Json = {}, pipeline: Json = {}) => ({
    schema: 'v2',
    id: 't',
    metadata: {},
    variables: [
      { name: 'seconds', type: 'int', defaultValue: 5 },
      { name: 'note', type: 'string', nullable: true },
    ],
    ...more,
    pipeline: {
      stages: [
        { refId: 'a', type: 'wait', requisiteStageRefIds: [], waitTime: '${ templateVariables.seconds }' },
        { refId: 'b', type: 'wait', requisiteStageRefIds: ['a'] },
      ],
      triggers: [{ type: 'cron', id: 'inherited' }],
      parameterConfig: [{ name: 'p', default: 'x' }],
      notifications: [{ type: 'email' }],
      expectedArtifacts: [{ id: 'theirs' }],
      ...pipeline,
    },
  })
  const configuration = (more: Json = {}) => ({
    schema: 'v2',
    application: 'shop',
    name: 'Deploy',
    template: {
      reference: 'spinnaker://t',
      type: 'front50/pipelineTemplate',
      artifactAccount: 'front50ArtifactCredentials',
    },
    ...more,
  })
  const expand = (config: Json = {}, given = template()) =>
    templatesOver({ 'spinnaker://t': given }).expand(configuration(config))

  it('makes a pipeline with the configuration’s own lists after the inherited ones', async () => {
    const own = {
      triggers: [{ type: 'git' }],
      parameters: [{ name: 'q' }],
      notifications: [{ type: 'slack' }],
      expectedArtifacts: [{ id: 'mine' }],
      variables: { seconds: 7, unknown: 1 },
      id: 'config-1',
    }
    expect(await expand(own)).toMatchObject({
      id: 'config-1',
      application: 'shop',
      name: 'Deploy',
      limitConcurrent: true,
      keepWaitingPipelines: false,
      maxConcurrentExecutions: 0,
      triggers: [{ type: 'cron', id: 'inherited', inherited: true }, { type: 'git' }],
      parameterConfig: [{ name: 'p', default: 'x', inherited: true }, { name: 'q' }],
      notifications: [{ type: 'email', inherited: true }, { type: 'slack' }],
      expectedArtifacts: [{ id: 'theirs' }, { id: 'mine' }],
      templateVariables: { seconds: 7 },
    })
    expect(await expand({ ...own, exclude: ['triggers', 'parameters', 'notifications'] })).toMatchObject({
      triggers: [{ type: 'git' }],
      parameterConfig: [{ name: 'q' }],
      notifications: [{ type: 'slack' }],
    })
  })

  it('lets the configuration replace and inject stages', async () => {
    const stages = [
      { refId: 'b', type: 'manualJudgment', requisiteStageRefIds: ['a'] },
      { refId: 'first', type: 'wait', inject: { first: true } },
      { refId: 'last', type: 'wait', inject: { last: true } },
      { refId: 'between', type: 'wait', inject: { before: ['b'] } },
    ]
    const planned = await stagesOf(expand({ stages }))
    expect(planned.map(({ refId, type, requisiteStageRefIds }) => [refId, type, requisiteStageRefIds])).toEqual([
      ['first', 'wait', []],
      ['a', 'wait', ['first']],
      ['between', 'wait', ['a']],
      ['b', 'manualJudgment', ['between']],
      ['last', 'wait', ['b']],
    ])
  })

  it('is found by a reference that the trigger decides, and its defaults see the trigger', async () => {
    const given = template({ variables: [{ name: 'seconds', type: 'int', defaultValue: '${ trigger.parameters.n }' }] })
    const templates = templatesOver({ 'spinnaker://t:stable': given })
    const planned = await templates.plan({
      ...configuration({ template: { reference: 'spinnaker://t:${ trigger.parameters.tag }' } }),
      trigger: { parameters: { tag: 'stable', n: 4 } },
    })
    expect(planned).toMatchObject({
      source: { type: 'templatedPipeline', version: 'v2' },
      templateVariables: { seconds: 4 },
      stages: [{ refId: 'a', waitTime: 4 }, { refId: 'b' }],
    })
  })

  it('is planned only when every variable that it uses has a value', async () => {
    const given = template({}, { stages: [{ refId: 'a', type: 'wait', waitTime: '${ templateVariables.nowhere }' }] })
    const planned = templatesOver({ 'spinnaker://t': given }).plan(configuration())
    await expect(planned).rejects.toMatchObject({
      message: 'Missing template variable values for the following variables: nowhere',
      attributes: { errors: ['nowhere'] },
    })
  })

  it.each([
    [
      'a protected template',
      { stages: [{ refId: 'z', type: 'wait' }] },
      template({ protect: true }),
      [
        {
          message: 'Modification of the stage graph (adding, removing, editing) is disallowed',
          cause: 'The template being used has marked itself as protected',
        },
      ],
    ],
    [
      'a missing value',
      {},
      template({ variables: [{ name: 'x', type: 'string' }] }),
      [
        {
          message: 'malformed template configuration',
          cause: "[Pipeline Config: application='shop', name='Deploy'] Missing variable values for: x",
        },
      ],
    ],
    [
      'a wrong type',
      { variables: { seconds: 'soon' } },
      template(),
      [
        {
          cause:
            "[Pipeline Config: application='shop', name='Deploy'] Incorrectly defined variable(s): seconds (expected type 'int' found type 'String')",
        },
      ],
    ],
    [
      'a template of another version',
      {},
      template({ schema: '1' }),
      [{ message: "template schema version is unsupported: expected 'v2', got '1'" }],
    ],
    [
      'a circle',
      { stages: [{ refId: 'a', type: 'wait', requisiteStageRefIds: ['b'] }] },
      template(),
      [{ cause: expect.stringMatching(/^Cycle detected in graph/) }],
    ],
    ['what is no template', {}, { schema: 'v2', pipeline: 3 }, [{ message: 'malformed template configuration' }]],
  ] as [string, Json, Json, unknown][])('%s is refused', async (_, config, given, errors) => {
    expect(await errorsOf(expand(config, given as never))).toMatchObject(errors as object)
  })
})

it('leaves a pipeline without a template alone', async () => {
  const pipeline = { application: 'shop', name: 'plain', schema: '1', stages: [] }
  expect(await templatesOver({}).expand(pipeline)).toBe(pipeline)
})

describe('where templates come from', () => {
  const templated = (source: string) => ({
    type: 'templatedPipeline',
    config: { schema: '1', pipeline: { application: 'shop', template: { source } } },
  })

  it('is asked for each template once, however many pipelines are looked up by name', async () => {
    const ask = (name: string) => ({
      ...{ id: name, type: 'pipeline', config: { pipeline: `{% pipelineId name="${name}" %}` } },
    })
    const documents = {
      'spinnaker://child': { schema: '1', id: 'child', source: 'spinnaker://root', stages: [ask('b')] },
      'spinnaker://root': { schema: '1', id: 'root', stages: [ask('a')] },
    }
    const loaded: string[] = []
    const templates = templatesOver(documents, { 'shop/a': 'id-a', 'shop/b': 'id-b' }, loaded)
    const stages = await stagesOf(templates.expand(templated('spinnaker://child')))
    expect(stages.map(({ pipeline }) => pipeline).sort()).toEqual(['id-a', 'id-b'])
    expect(loaded).toEqual(['spinnaker://child', 'spinnaker://root'])
  })

  it('may be away, which says nothing against the template', async () => {
    const away = problem('unavailable', 'front50 could not be reached')
    const templates = templatesOver({ 'spinnaker://t': away })
    await expect(templates.expand(templated('spinnaker://t'))).rejects.toBe(away)
    await expect(templates.resolve('spinnaker://t')).rejects.toBe(away)
    const gone = templates.expand(templated('spinnaker://gone'))
    await expect(gone).rejects.toMatchObject({ code: 'invalid', cause: { message: 'nothing at spinnaker://gone' } })
  })

  it('is Front50 for ids of pipelines, whose names must be equal to the letter', async () => {
    const front50 = played('front50', ({ path }) =>
      path.endsWith('/nope') ? undefined : { body: { id: 'id-1', name: 'Deploy' } },
    )
    const request = () => Promise.reject(new Error('nobody is called'))
    const sources = createTemplateSources(front50Client(front50.transport), { request })
    expect(await sources.findConfigId('pipelines', 'shop', 'Deploy')).toBe('id-1')
    expect(await sources.findConfigId('pipelines', 'shop', 'deploy')).toBeUndefined()
    expect(await sources.findConfigId('pipelines', 'shop', 'nope')).toBeUndefined()
    const at = '/pipelines/shop/name'
    expect(front50.calls.map(({ path }) => path)).toEqual([`${at}/Deploy`, `${at}/deploy`, `${at}/nope`])
  })
})
