import { beforeEach, describe, expect, it } from 'vitest'
import { sequenceOf } from '../../../../../test/pipelines/sequence.ts'
import { orcaOnStubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Execution, Json } from '../../model.ts'
import type { OrcaUnderTest } from '../../testing.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  ;({ cloud, orca } = await orcaOnStubCloud())
})

const stage = (type: string, more: Json = {}): Json => ({
  refId: '1',
  requisiteStageRefIds: [],
  type,
  name: 'Stage',
  cluster: 'shop-test',
  credentials: 'prod',
  cloudProvider: 'aws',
  regions: ['us-east-1'],
  ...more,
})
const run = (...stages: Json[]) => orca.run({ application: 'shop', stages })
const reasonOf = ({ stages }: Execution) =>
  (stages[0]?.context.exception as { details: { errors: string[] } } | undefined)?.details.errors[0]
/** Images by what is asked for. */
const images = (provider: string, found: (query: URLSearchParams) => Json[]) =>
  cloud.answers.set(`/${provider}/images/find`, found)

describe('finding the image of a cluster', () => {
  it('tells later stages the image of the chosen group in each place', async () => {
    cloud.add({ name: 'shop-test-v001', imageId: 'ami-1' })
    cloud.add({ name: 'shop-test-v002', imageId: 'ami-2' })
    cloud.add({ name: 'shop-test-v003', imageId: 'ami-3', disabled: true })
    const execution = await run(stage('findImage'))
    expect(sequenceOf(execution)).toEqual(['1 findImage "Stage": findImage'])
    const detail = {
      ami: 'ami-2',
      imageId: 'ami-2',
      imageName: 'ami-2',
      cloudProvider: 'aws',
      refId: '1',
      sourceServerGroup: 'shop-test-v002',
      region: 'us-east-1',
    }
    expect(execution.stages[0]).toMatchObject({
      context: {
        amiDetails: [detail],
        artifacts: [{ type: 'aws/image', name: 'ami-2', reference: 'aws/image', location: 'us-east-1' }],
        regions: ['us-east-1'],
      },
      outputs: { deploymentDetails: [detail], inferredRegions: [] },
    })
  })

  it('takes the oldest, or a disabled one, where that is wished', async () => {
    cloud.add({ name: 'shop-test-v001', imageId: 'ami-1' })
    cloud.add({ name: 'shop-test-v002', imageId: 'ami-2', disabled: true })
    cloud.add({ name: 'shop-test-v003', imageId: 'ami-3', disabled: true })
    const execution = await run(
      stage('findImage', { selectionStrategy: 'OLDEST', onlyEnabled: false }),
      stage('findAmi', { refId: '2', onlyEnabled: false }),
    )
    expect(execution.stages.map(({ outputs }) => (outputs.deploymentDetails as Json[])[0]?.ami)).toEqual([
      'ami-1',
      'ami-3',
    ])
  })

  it('looks where later stages deploy to as well, and there for the image by its name', async () => {
    cloud.add({ name: 'shop-test-v001', imageId: 'shop-1.0-x86_64-ebs1' })
    images('aws', (query) => [
      {
        imageName: query.get('q'),
        amis: query.get('account') === 'default' ? { 'eu-west-1': ['ami-eu'] } : { 'ap-south-1': ['ami-ap'] },
      },
    ])
    const cluster = { cloudProvider: 'aws', availabilityZones: { 'eu-west-1': ['eu-west-1a'] } }
    const later = stage('deploy', {
      refId: '2',
      requisiteStageRefIds: ['1'],
      stageEnabled: { type: 'expression', expression: 'false' },
      clusters: [cluster],
    })
    const execution = await run(stage('findImage', { resolveMissingLocations: true }), later)
    expect(execution.stages[0]).toMatchObject({
      status: 'SUCCEEDED',
      context: { regions: ['us-east-1', 'eu-west-1'] },
      outputs: {
        inferredRegions: ['eu-west-1'],
        deploymentDetails: [
          { region: 'us-east-1', ami: 'shop-1.0-x86_64-ebs1' },
          { region: 'eu-west-1', ami: 'ami-eu', imageName: 'shop-1.0-x86_64-ebs*', sourceServerGroup: 'shop-test' },
        ],
      },
    })
  })

  it('filters images by their names, within bounds of effort', async () => {
    cloud.add({ name: 'shop-test-v001', imageId: 'shop-1.0' })
    const found = async (imageNamePattern: string) =>
      (await run(stage('findImage', { imageNamePattern }))).stages[0]?.outputs.deploymentDetails
    expect(await found('shop-.*')).toHaveLength(1)
    expect(await found('hop-.*')).toEqual([])
  })

  it('says what it did not find', async () => {
    expect(reasonOf(await run(stage('findImage')))).toBe(
      "Could not find cluster 'shop-test' for 'prod' in 'us-east-1'.",
    )
  })
})

describe('finding an image by its tags', () => {
  const image = (imageName: string, creationDate: string, tags: Json, ids: Record<string, string[]>) => ({
    imageName,
    attributes: { creationDate },
    amis: ids,
    tagsByImageId: Object.fromEntries(
      Object.values(ids)
        .flat()
        .map((id) => [id, tags]),
    ),
  })

  it('takes the latest of the package in each region, and tells the build that made it', async () => {
    const asked: string[] = []
    images('aws', (query) => {
      asked.push(query.toString())
      const appversion = 'shop-1.1-h7.abc1234/SHOP-build/7'
      return [
        image('shop-old', '2026-01-01', { appversion }, { 'us-east-1': ['ami-1'], 'eu-west-1': ['ami-2'] }),
        image('shop-new', '2026-02-01', { appversion, build_host: 'https://ci' }, { 'us-east-1': ['ami-3'] }),
        image('shopping', '2026-03-01', { appversion: 'shopping-1.0-h1.abc1234' }, { 'us-east-1': ['ami-4'] }),
      ]
    })
    const execution = await run(
      stage('findImageFromTags', {
        packageName: 'shop',
        regions: ['us-east-1', 'eu-west-1'],
        tags: { stage: 'approved' },
      }),
    )
    expect(asked).toEqual(['q=shop&tag%3Astage=approved'])
    const details = [
      {
        imageName: 'shop-new',
        imageId: 'ami-3',
        ami: 'ami-3',
        region: 'us-east-1',
        jenkins: { host: 'https://ci', name: 'SHOP-build', number: '7' },
      },
      { imageName: 'shop-old', imageId: 'ami-2', ami: 'ami-2', region: 'eu-west-1' },
    ]
    expect(execution.stages[0]).toMatchObject({
      context: {
        amiDetails: details,
        artifacts: [
          {
            type: 'aws/image',
            name: 'shop-new',
            reference: 'ami-3',
            metadata: { build_info_url: 'https://ci', build_number: '7' },
          },
          { type: 'aws/image', name: 'shop-old', reference: 'ami-2' },
        ],
      },
      outputs: { deploymentDetails: details },
    })
  })

  it('looks for images of AWS where Spot runs them', async () => {
    images('aws', () => [image('shop', '2026-01-01', { a: 'b' }, { 'us-east-1': ['ami-1'] })])
    const execution = await run(stage('findImageFromTags', { cloudProvider: 'spot', packageName: 'shop' }))
    expect(execution.stages[0]?.context.artifacts).toMatchObject([{ type: 'spot/image', reference: 'ami-1' }])
  })

  it('says what it did not find, and where it can find nothing', async () => {
    images('aws', () => [])
    const wanted = { packageName: 'shop', tags: { stage: 'approved' } }
    expect(reasonOf(await run(stage('findImageFromTags', wanted)))).toBe(
      'Could not find tagged image for package: shop and tags: {stage=approved}',
    )
    expect(reasonOf(await run(stage('findImageFromTags', { cloudProvider: 'moon' })))).toBe(
      'ImageFinder not found for cloudProvider moon',
    )
  })
})

describe('tagging images', () => {
  it('leaves the tags of the bake, shares the image again, and waits until the tags are seen', async () => {
    const tags: Json = { appversion: 'shop-1.0-h1.abc1234' }
    images('aws', () => [
      {
        imageName: 'shop-1',
        accounts: ['default', 'prod'],
        amis: { 'us-east-1': ['ami-1'] },
        tagsByImageId: { 'ami-1': { ...tags } },
        attributes: {},
      },
    ])
    const ended = run(
      stage('wait', { waitTime: 0, imageId: 'ami-1' }),
      stage('upsertImageTags', { refId: '2', requisiteStageRefIds: ['1'], tags: { stage: 'approved', creator: 'me' } }),
    )
    await orca.until(() => cloud.operations.length > 0 || undefined)
    Object.assign(tags, { stage: 'approved' })
    const execution = await ended
    expect(sequenceOf(execution)[1]).toBe(
      '2 upsertImageTags "Stage": upsertImageTags, monitorUpsert, forceCacheRefresh, waitForTaggedImage',
    )
    expect(cloud.operations).toEqual([
      {
        name: 'upsertImageTags',
        description: { amiName: 'shop-1', tags: { stage: 'approved' }, regions: ['us-east-1'], credentials: 'default' },
      },
      {
        name: 'allowLaunchDescription',
        description: { account: 'prod', credentials: 'default', region: 'us-east-1', amiName: 'shop-1' },
      },
    ])
    expect(execution.stages[1]?.context).toMatchObject({
      'notification.type': 'upsertimagetags',
      imageNames: ['shop-1'],
      targets: [{ imageName: 'shop-1', account: 'default', regions: ['us-east-1'], tags: { stage: 'approved' } }],
      originalTags: { 'shop-1': { 'ami-1': { appversion: 'shop-1.0-h1.abc1234' } } },
    })
  })

  it('waits for an image that was just made, not for one that is named', async () => {
    images('aws', () => [])
    expect(reasonOf(await run(stage('upsertImageTags', { imageNames: ['shop-1'] })))).toBe(
      'No image found (imageName: shop-1)',
    )
    expect(reasonOf(await run(stage('upsertImageTags')))).toContain('Unable to determine source image(s)')
    const execution = await run(
      stage('wait', { waitTime: 0, imageId: 'ami-1' }),
      stage('upsertImageTags', { refId: '2', requisiteStageRefIds: ['1'] }),
    )
    expect(reasonOf({ ...execution, stages: [execution.stages[1]!] })).toContain('timed out after 10 minutes')
  })
})
