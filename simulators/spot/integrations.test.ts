import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const SERVER = 'i-0123456789abcdef0'
const migration = (changes: object = {}) => ({
  statefulMigrationGroup: {
    originalInstanceId: SERVER,
    name: 'moved',
    shouldKeepPrivateIp: true,
    shouldTerminateInstance: true,
    region: 'us-east-1',
    ...changes,
  },
})

describe('the migration of an instance into a stateful group', () => {
  it('goes step by step until the group has its one instance', async () => {
    const { call, control } = await start()
    const [{ id, groupId }] = (await call('POST', '/aws/ec2/statefulMigrationGroup', migration())).items
    const state = async () => (await call('GET', `/aws/ec2/statefulMigrationGroup/${id}`)).items[0].state
    expect(await state()).toBe('MIGRATE_START')
    control.advance(35)
    expect(await state()).toBe('MIGRATE_AWAIT_FOR_IMAGE')
    control.advance(30)
    expect(await state()).toBe('MIGRATE_UPDATE_GROUP')
    control.advance(120)
    expect(await state()).toBe('MIGRATE_FINISH')
    expect((await call('GET', `/aws/ec2/group/${groupId}/statefulInstance`)).items).toEqual([
      expect.objectContaining({ state: 'ACTIVE' }),
    ])
    expect((await call('DELETE', `/aws/ec2/statefulMigrationGroup/${id}`)).status).toBe(400)
  })

  it('waits for a word before it ends the old instance, unless it has it already', async () => {
    const { call, control } = await start()
    const asked = migration({ shouldTerminateInstance: false })
    const [{ id }] = (await call('POST', '/aws/ec2/statefulMigrationGroup', asked)).items
    const at = `/aws/ec2/statefulMigrationGroup/${id}`
    expect((await call('POST', `${at}/userAction`, { userAction: { type: 'terminate' } })).status).toBe(400)
    control.advance(500)
    expect((await call('GET', at)).items[0].state).toBe('MIGRATE_AWAIT_USER_ACTION')
    await call('POST', `${at}/userAction`, { userAction: { type: 'terminate' } })
    control.advance(500)
    expect((await call('GET', at)).items[0].state).toBe('MIGRATE_FINISH')
  })

  it('can be cancelled, and needs an instance that is there', async () => {
    const { call } = await start()
    const [{ id }] = (await call('POST', '/aws/ec2/statefulMigrationGroup', migration())).items
    await call('DELETE', `/aws/ec2/statefulMigrationGroup/${id}`)
    expect((await call('GET', `/aws/ec2/statefulMigrationGroup/${id}`)).items[0].state).toBe('MIGRATE_CANCEL')
    const missing = await call('POST', '/aws/ec2/statefulMigrationGroup', migration({ originalInstanceId: 'i-none' }))
    expect(missing.json.response.errors[0].code).toBe('RESOURCE_DOESNT_EXIST')
  })
})

describe('health checks of one’s own', () => {
  it('are kept for a group, changed in part, and deleted', async () => {
    const { call, created } = await start()
    const resourceId = await created()
    const check = {
      protocol: 'http',
      port: 80,
      endpoint: '/',
      unhealthyThreshold: 2,
      healthyThreshold: 2,
      interval: 30,
      timeout: 60,
    }
    const healthCheck = { resourceId, name: 'web', proxyAddress: '10.0.0.9', proxyPort: 80, check }
    const [made] = (await call('POST', '/healthCheck', { healthCheck })).items
    expect(made).toEqual({ id: 1, ...healthCheck })
    await call('PUT', '/healthCheck/1', { healthCheck: { check: { port: 8080 } } })
    expect((await call('GET', '/healthCheck/1')).items[0].check).toEqual({ ...check, port: 8080 })
    await call('DELETE', '/healthCheck/1')
    expect((await call('GET', '/healthCheck')).items).toEqual([])
    expect(
      (await call('POST', '/healthCheck', { healthCheck: { ...healthCheck, resourceId: 'sig-none' } })).status,
    ).toBe(400)
  })
})

describe('other services of AWS', () => {
  it('hold a Beanstalk group in maintenance, and roll it afterwards', async () => {
    const { call, settled } = await start()
    const plain = await settled()
    expect((await call('PUT', `/aws/ec2/group/${plain}/beanstalk/maintenance/start`)).status).toBe(400)
    const id = await settled({ thirdPartiesIntegration: { elasticBeanstalk: { environmentId: 'e-1' } } })
    const status = async () => (await call('GET', `/aws/ec2/group/${id}/beanstalk/maintenance/status`)).items[0].status
    await call('PUT', `/aws/ec2/group/${id}/beanstalk/maintenance/start`)
    expect(await status()).toBe('AWAIT_USER_UPDATE')
    await call('PUT', `/aws/ec2/group/${id}/beanstalk/maintenance/finish`)
    expect(await status()).toBe('ACTIVE')
    expect((await call('GET', `/aws/ec2/group/${id}/roll`)).items).toHaveLength(1)
  })

  it('make a group of a Beanstalk environment, which can then be created', async () => {
    const { call } = await start()
    const [group] = (await call('GET', '/aws/ec2/group/beanstalk/import?region=us-east-1&environmentId=e-1')).items
    expect((await call('POST', '/aws/ec2/group', { group })).status).toBe(200)
  })

  it('deploy by CodeDeploy, which ends by itself or is stopped', async () => {
    const { call, settled, control } = await start()
    const id = await settled()
    const path = `/aws/ec2/group/${id}/codeDeploy/blueGreenDeployment`
    const deploymentGroups = [{ applicationName: 'a', deploymentGroupName: 'b' }]
    const [first] = (await call('POST', path, { deployment: { timeout: 20, deploymentGroups } })).items
    expect(first).toMatchObject({ id: expect.stringMatching(/^cdbg-/), groupId: id, state: 'STARTING' })
    control.advance(60)
    const [second] = (await call('POST', path, { deployment: { timeout: 20, deploymentGroups } })).items
    await call('PUT', `${path}/${second.id}/stop`)
    expect((await call('GET', path)).items.map(({ state }) => state)).toEqual(['STOPPED', 'FINISHED'])
  })

  it('survive a restart with the state file', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const folder = await mkdtemp(`${tmpdir()}/spot-simulator-`)
    try {
      const stateFile = `${folder}/state.json`
      const first = await start({ stateFile })
      const [{ id }] = (await first.call('POST', '/aws/ec2/statefulMigrationGroup', migration())).items
      await first.call('POST', '/aws/ec2/group', { group: sampleGroup() })
      await first.close()
      const second = await start({ stateFile })
      expect((await second.call('GET', `/aws/ec2/statefulMigrationGroup/${id}`)).items[0].state).toBe('MIGRATE_START')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
