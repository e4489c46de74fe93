import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyCloud, madeUpProvider, startClouddriver } from '../testing/index.ts'

const secret = 'never-to-be-seen'
let clouddriver: Awaited<ReturnType<typeof startClouddriver>>
beforeAll(async () => {
  const provider = madeUpProvider('aws', emptyCloud, { operations: {} })
  clouddriver = await startClouddriver({
    providers: [provider],
    config: {
      credentials: { challengeDestructiveActionsEnvironments: ['prod'], primaryAccountTypes: ['main'] },
      aws: {
        accounts: [
          {
            name: 'prod',
            secret,
            accountId: '111',
            regions: [{ name: 'us-east-1' }],
            permissions: { READ: ['ops'], WRITE: ['ops'] },
            accountType: 'main',
          },
          { name: 'dev', secret, environment: 'dev' },
        ],
      },
    },
  })
})
afterAll(() => clouddriver.stop())

describe('accounts', () => {
  it('are listed with what everybody may know', async () => {
    expect(await clouddriver.get('/credentials')).toEqual([
      {
        name: 'prod',
        type: 'aws',
        cloudProvider: 'aws',
        environment: 'prod',
        accountType: 'main',
        accountId: '111',
        requiredGroupMembership: [],
        permissions: { READ: ['ops'], WRITE: ['ops'] },
        challengeDestructiveActions: true,
        primaryAccount: true,
      },
      {
        name: 'dev',
        type: 'aws',
        cloudProvider: 'aws',
        environment: 'dev',
        accountType: 'dev',
        permissions: {},
        requiredGroupMembership: [],
        challengeDestructiveActions: false,
        primaryAccount: false,
      },
    ])
  })

  it('in full have the cloud’s own description', async () => {
    expect((await clouddriver.get('/credentials?expand=true'))[0]).toMatchObject({ regions: [{ name: 'us-east-1' }] })
    for (const url of ['/credentials/prod', '/credentials/prod/authorized']) {
      expect(await clouddriver.get(url)).toMatchObject({ name: 'prod', regions: [{ name: 'us-east-1' }] })
    }
  })

  it('of a type are their definitions, in pages', async () => {
    const names = async (query: string) =>
      (await clouddriver.get(`/credentials/type/${query}`)).map(({ name }: { name: string }) => name)
    expect(await names('aws')).toEqual(['dev', 'prod'])
    expect(await names('aws?limit=1')).toEqual(['dev'])
    expect(await names('aws?startingAccountName=e')).toEqual(['prod'])
    expect(await names('gce')).toEqual([])
    expect((await clouddriver.ask('GET', '/credentials/type/aws?limit=none')).status).toBe(400)
  })

  it('never show a secret', async () => {
    for (const url of ['/credentials', '/credentials?expand=true', '/credentials/prod', '/credentials/type/aws']) {
      expect((await clouddriver.ask('GET', url)).text).not.toContain(secret)
    }
  })

  it('that nobody knows are a 404, and their definitions are not changed here', async () => {
    expect(await clouddriver.ask('GET', '/credentials/nobody')).toMatchObject({
      status: 404,
      body: { message: 'Account does not exist (name: nobody)' },
    })
    expect((await clouddriver.ask('GET', '/credentials/nobody/authorized')).status).toBe(404)
    expect(await clouddriver.ask('POST', '/credentials', { type: 'aws', name: 'new' })).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('clouddriver.yml') },
    })
  })

  it('without tags of entities offer no operations on them', async () => {
    const without = await startClouddriver({ providers: [], config: { entityTags: { enabled: false } } })
    expect(await without.client.featureStages()).toEqual([])
    await without.stop()
  })
})
