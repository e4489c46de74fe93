import { afterAll, describe, expect, it } from 'vitest'
import { type Reply, sampleGroup, start } from './test-client.ts'
import {
  answerValidator,
  type DescriptionFault,
  describedCalls,
  faultsOf,
  found,
  sayWhenMissing,
  validatorOf,
} from './test-description.ts'

/**
 * Where the description is wrong, by what clients send and read and by its own examples: the call, the place in the
 * answer, and the reason. An entry that no answer runs into any more makes the test fail.
 */
const FAULTS: DescriptionFault[] = [
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

sayWhenMissing()
const faults = faultsOf(FAULTS)

/** The errors of an answer that no known fault of the description explains. */
function unexplained(method: string, path: string, reply: Reply): string[] {
  const validate = answerValidator(method, path)
  return validate(reply.json) ? [] : faults.unexplained(`${method} ${path}`, validate.errors)
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
    const migration = {
      originalInstanceId: 'i-0123456789abcdef0',
      name: 'moved',
      shouldKeepPrivateIp: true,
      shouldTerminateInstance: false,
    }
    const moved = await check('POST', '/aws/ec2/statefulMigrationGroup', '', { statefulMigrationGroup: migration })
    names.statefulMigrationGroupId = moved.items[0].id
    const move = '/aws/ec2/statefulMigrationGroup/{statefulMigrationGroupId}'
    await check('GET', move)
    control.advance(60)
    await check('POST', `${move}/userAction`, '', { userAction: { type: 'terminate' } })
    await check('DELETE', move)
    const deployment = { timeout: 20, deploymentGroups: [{ applicationName: 'a', deploymentGroupName: 'b' }] }
    await check('POST', `${group}/codeDeploy/blueGreenDeployment`, '', { deployment })
    await check('GET', `${group}/codeDeploy/blueGreenDeployment`)
    await check('GET', `${group}/itf/migration`)
    const limits = { unhealthyThreshold: 2, healthyThreshold: 2, interval: 30, timeout: 60 }
    const healthCheck = {
      resourceId: id,
      name: 'web',
      proxyAddress: '10.0.0.9',
      proxyPort: 80,
      check: { protocol: 'http', port: 80, endpoint: '/', ...limits },
    }
    names.HEALTHCHECK_ID = String((await check('POST', '/healthCheck', '', { healthCheck })).items[0].id)
    await check('GET', '/healthCheck')
    await check('GET', '/healthCheck/{HEALTHCHECK_ID}')
    await check('PUT', '/healthCheck/{HEALTHCHECK_ID}', '', { healthCheck: { name: 'site' } })
    await check('DELETE', '/healthCheck/{HEALTHCHECK_ID}')
    await check('DELETE', group)
    expect(wrong).toEqual([])
  })

  it('has no call of Elastigroups that the simulator does not serve', async () => {
    const { call } = await start()
    const ours = describedCalls().filter((one) =>
      /^\w+ \/(aws\/ec2\/(?!managedInstance)|healthCheck|setup\/account$)/.test(one),
    )
    const missing: string[] = []
    for (const one of ours) {
      const [method = '', path = ''] = one.split(' ')
      const reply = await call(method, path.replaceAll(/\{\w+\}/g, 'none'), method === 'GET' ? undefined : {})
      if (reply.json.response.errors?.[0]?.code === 'NOT_FOUND') missing.push(one)
    }
    // Accounts are the scenario's.
    expect(missing).toEqual(['POST /setup/account'])
    expect(ours.length).toBeGreaterThan(50)
  })

  it('knows the sample group as one that can be created', () => {
    const create = validatorOf('/components/schemas/elastigroupCreate')
    const group = sampleGroup()
    // Its list of products has only those for a VPC, and its own example is one without.
    create({ group: { ...group, compute: { ...group.compute, product: 'Linux/UNIX (Amazon VPC)' } } })
    expect(create.errors ?? []).toEqual([])
  })

  afterAll(() => {
    expect(faults.unmet(), 'known faults of the description that no answer runs into').toEqual([])
  })
})
