import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { afterAll, describe, expect, it } from 'vitest'
import { type Reply, sampleGroup, start } from './test-client.ts'

/** Spot's own published description of this API, read where it stands: it is not part of this repository. */
const shared = process.env.GENNAKER_SHARED ?? join(import.meta.dirname, '../../../shared')
const file = join(shared, 'peers/spot/openapi.json')
const found = existsSync(file)
if (!found)
  console.warn(`Skipped: Spot's description is not at ${file}; set GENNAKER_SHARED to the folder that has it.`)

/**
 * Where the description is wrong, by what clients send and read and by its own examples: the call, the place in the
 * answer, and the reason. An entry that no answer runs into any more makes the test fail.
 */
const FAULTS: { route: string; at: RegExp; why: string }[] = [
  {
    route: 'POST /aws/ec2/group',
    at: /^\/response\/items\/0$/,
    why: 'draws items as [{group: {…}}]; the SDKs read the group itself, as every other call has it',
  },
  {
    route: 'GET /aws/ec2/group',
    at: /^\/response\/items\/\d+\/(compute|scaling|scheduling)|^\/response\/items\/\d+$/,
    why: 'draws arrays (zones, instance types, security groups, policies, tasks) as objects and strings',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}',
    at: /^\/response\/items\/0\/(compute|scheduling)/,
    why: 'draws arrays as objects and strings, and imageId, frequency and taskType as booleans',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}/suspension',
    at: /\/processes$/,
    why: 'draws processes as a string; its example is an array',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}/scale/suspensions',
    at: /\/scalePolicySuspensions$/,
    why: 'draws an object; its example is an array',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}/events',
    at: /^\/response\/items\/\d+(\/subEvents\/(newSpots|newInstances\/\d+))?$/,
    why: 'draws newSpots as a string; its example is an array of objects',
  },
  {
    route: 'POST /aws/ec2/group/{groupId}/roll/{rollId}/action',
    at: /\/detachedInstances$/,
    why: 'draws the list of detached instances as a string',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}/costs',
    at: /\/(value|actual|potential)$/,
    why: 'draws hours as a string and money as integers; its examples are numbers',
  },
  {
    route: 'GET /aws/ec2/group/{groupId}/costs/detailed',
    at: /^\/response\/items\/\d+(\/(running|savings)\/value)?$/,
    why: 'draws hours as integers',
  },
  {
    route: 'PUT /aws/ec2/group/{groupId}',
    at: /^\/response\/items\/0$/,
    why: 'draws items as [{group: {…}}], as for create',
  },
  {
    route: 'PUT /aws/ec2/group/{groupId}/scale/up',
    at: /\/newInstances$/,
    why: 'draws newInstances as a string; its only example is null, and scale down has an array',
  },
]

type Schema = { [key: string]: unknown }

/** OpenAPI 3.0 as JSON Schema, with the two faults that would drown all others mended everywhere. */
function mend(node: unknown, root: Schema): unknown {
  if (Array.isArray(node)) return node.map((item) => mend(item, root))
  if (typeof node !== 'object' || node === null) return node
  const { $ref } = node as { $ref?: string }
  // One reference leads nowhere: anything is allowed there.
  if (typeof $ref === 'string' && !leadsSomewhere($ref, root)) return {}
  const mended: Schema = {}
  for (const [key, value] of Object.entries(node)) {
    // No field is drawn as nullable, while examples and clients have null in many.
    if (key === 'type' && typeof value === 'string') mended.type = [value, 'null']
    else if (key === 'enum' && Array.isArray(value)) mended.enum = [...value, null]
    else if (key !== 'example') mended[key] = mend(value, root)
  }
  return mended
}

function leadsSomewhere(ref: string, root: Schema): boolean {
  let at: unknown = root
  for (const part of ref.slice(2).split('/')) at = (at as Schema | undefined)?.[part.replaceAll('~1', '/')]
  return at !== undefined
}

const description = found ? JSON.parse(readFileSync(file, 'utf8')) : { paths: {} }
const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(mend(description, description) as Schema, 'spot')

function validatorOf(method: string, path: string): ValidateFunction {
  const pointer = ['paths', path, method.toLowerCase(), 'responses', '200']
  const schemaOf = (ref: string) => ({ $ref: `spot#${ref}/content/application~1json/schema` })
  const answer = description.paths[path]?.[method.toLowerCase()]?.responses['200']
  if (!answer) throw new Error(`${method} ${path} is not described`)
  return ajv.compile(
    schemaOf(answer.$ref?.slice(1) ?? `/${pointer.map((part) => part.replaceAll('/', '~1')).join('/')}`),
  )
}

const met = new Set<string>()

/** The errors of an answer that no known fault of the description explains. */
function unexplained(method: string, path: string, reply: Reply): string[] {
  const validate = validatorOf(method, path)
  if (validate(reply.json)) return []
  const route = `${method} ${path}`
  const explains = (error: ErrorObject) => {
    const fault = FAULTS.find((one) => one.route === route && one.at.test(error.instancePath))
    if (fault) met.add(fault.why)
    return fault !== undefined
  }
  return (validate.errors ?? [])
    .filter((error) => !explains(error))
    .map((error) => `${error.instancePath} ${error.message}`)
}

describe.skipIf(!found)("Spot's published description", () => {
  it('fits every answer of the simulator, but where the description itself is known to be wrong', async () => {
    const { call, control, settled } = await start()
    const tasks = [{ taskType: 'scale', cronExpression: '0 20 * * 1-5', scaleTargetCapacity: 1, isEnabled: true }]
    const scaling = { up: [{ policyName: 'cpu', metricName: 'CPUUtilization', namespace: 'AWS/EC2', threshold: 70 }] }
    const rich = { ...sampleGroup({ strategy: { risk: 50 } }), scaling, scheduling: { tasks } }
    const id = await settled(rich)
    const group = '/aws/ec2/group/{groupId}'
    const window = 'fromDate=2026-01-05&toDate=2026-01-06'
    const names: { [name: string]: string } = { groupId: id }
    const wrong: string[] = []
    const check = async (method: string, path: string, query = '', body?: unknown): Promise<Reply> => {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '')
      const reply = await call(method, `${url}?accountId=act-sandbox${query && `&${query}`}`, body)
      expect(`${method} ${url} ${reply.status} ${reply.status === 200 ? '' : reply.text}`).toBe(`${method} ${url} 200 `)
      wrong.push(...unexplained(method, path, reply).map((error) => `${method} ${path}: ${error}`))
      return reply
    }

    await check('GET', '/setup/account')
    await check('POST', '/aws/ec2/group', '', { group: rich })
    await check('GET', '/aws/ec2/group')
    await check('GET', group)
    await check('PUT', group, 'autoApplyTags=true', { group: { description: 'checked' } })
    const instances = await check('GET', `${group}/status`)
    names.instanceId = instances.items[0].instanceId
    names.otherId = instances.items[1].instanceId
    await check('GET', `${group}/instanceHealthiness`)
    await check('GET', '/aws/ec2/instance/{instanceId}')
    await check('POST', '/aws/ec2/instance/{instanceId}/lock', 'ttlInMinutes=5')
    await check('GET', `${group}/status`)
    await check('POST', '/aws/ec2/instance/{instanceId}/unlock')
    await check('POST', '/aws/ec2/instance/{instanceId}/standby/enter')
    await check('POST', '/aws/ec2/instance/{instanceId}/standby/exit')
    await check('POST', '/aws/ec2/instance/signal', '', { instanceId: names.instanceId, signal: 'INSTANCE_READY' })
    await check('PUT', `${group}/capacity`, '', { capacity: { target: 2 } })
    await check('PUT', `${group}/scale/up`, 'adjustment=2')
    control.advance(120)
    await check('PUT', `${group}/scale/down`, 'adjustment=1')
    await check('POST', `${group}/suspension`, '', { suspensions: [{ name: 'AUTO_SCALE', ttlInMinutes: 5 }] })
    await check('GET', `${group}/suspension`)
    await check('DELETE', `${group}/suspension`, '', { processes: ['AUTO_SCALE'] })
    await check('POST', `${group}/scale/suspendPolicy`, 'policyName=cpu', { suspension: { ttlInMinutes: 5 } })
    await check('GET', `${group}/scale/suspensions`)
    await check('POST', `${group}/scale/resumePolicy`, 'policyName=cpu')
    await check('PUT', `${group}/detachInstances`, '', { instancesToDetach: [names.otherId] })
    await check('POST', '/aws/ec2/instance/interruption', '', { instancesToInterrupt: [names.instanceId] })
    control.advance(240)
    await check('GET', `${group}/logs`, `${window}&severity=ALL`)
    await check('GET', `${group}/events`, 'fromDate=2026-01-05')
    await check('GET', `${group}/costs`, window)
    await check('GET', `${group}/costs/detailed`, window)

    control.setImage('ami-0000000000000a001', { healthy: false })
    const roll = await check('PUT', `${group}/roll`, '', { batchSizePercentage: 50, gracePeriod: 60 })
    names.rollId = roll.items[0].id
    control.advance(100)
    await check('GET', `${group}/roll`, 'limit=5')
    await check('GET', `${group}/roll/{rollId}/status`)
    await check('POST', `${group}/roll/{rollId}/action`, '', { actionType: 'DETACH_NEW' })
    await check('PUT', `${group}/roll/{rollId}`, '', { roll: { status: 'STOPPED' } })

    await check('GET', `${group}/statefulInstance`)
    await check('POST', `${group}/amiBackup`)
    await check('GET', '/aws/ec2/spotType', 'region=us-east-1')
    const requirements = { region: 'us-east-1', baselineInstanceType: 'm5.large' }
    await check('POST', '/aws/ec2/instanceTypeRecommendation', '', { requirements })
    await check('DELETE', group)
    expect(wrong).toEqual([])
  })

  it('knows the sample group as one that can be created', () => {
    const create = ajv.compile({ $ref: 'spot#/components/schemas/elastigroupCreate' })
    const group = sampleGroup()
    // Its list of products has only those for a VPC, and its own example is one without.
    create({ group: { ...group, compute: { ...group.compute, product: 'Linux/UNIX (Amazon VPC)' } } })
    expect(create.errors ?? []).toEqual([])
  })

  afterAll(() => {
    const unmet = FAULTS.map((fault) => fault.why).filter((why) => !met.has(why))
    expect(unmet, 'known faults of the description that no answer runs into').toEqual([])
  })
})
