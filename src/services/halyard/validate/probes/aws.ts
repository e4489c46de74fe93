import type { Deployment } from '../../schema/index.ts'
import type { Answer, Means, Probe } from './probe.ts'

type Store = Deployment['persistentStorage']['s3']

interface Credentials {
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
}

/** Those of the halconfig, or of the machine as the AWS SDK finds them. */
async function credentialsOf({ accessKeyId, secretAccessKey }: Credentials, { reveal }: Means) {
  if (accessKeyId === undefined || secretAccessKey === undefined) return {}
  return { credentials: { accessKeyId, secretAccessKey: await reveal(secretAccessKey) } }
}

/** Each account by assuming its role, as Clouddriver does. */
export function awsProbes({ aws }: Deployment['providers']): Probe[] {
  if (!aws.enabled) return []
  return aws.accounts
    .filter(({ accountId, assumeRole }) => accountId !== undefined && assumeRole !== undefined)
    .map((account) => ({
      at: `provider.aws.${account.name}`,
      asks: 'AWS STS',
      async run(means) {
        const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts')
        const region = account.regions[0] ?? 'us-east-1'
        const client = new STSClient({ region, maxAttempts: 1, ...(await credentialsOf(aws, means)) })
        const role = account.assumeRole.startsWith('arn:')
          ? account.assumeRole
          : `arn:aws:iam::${account.accountId}:${account.assumeRole}`
        const externalId = account.externalId === undefined ? {} : { ExternalId: account.externalId }
        try {
          await client.send(
            new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'hal', DurationSeconds: 900, ...externalId }),
            { abortSignal: means.signal },
          )
          return []
        } catch (error) {
          return [
            refused(
              error,
              `the role ${role} can't be assumed`,
              'Let the credentials of Spinnaker assume it, in its trust policy.',
            ),
          ]
        } finally {
          client.destroy()
        }
      },
    }))
}

/** What the AWS SDK says, which never holds a secret; that nobody answered is thrown. */
function refused(error: unknown, what: string, remedy: string): Answer {
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
  if ($metadata?.httpStatusCode === undefined && name !== 'CredentialsProviderError')
    throw Object.assign(new Error(`${name}: ${message}`), { code: 'unavailable' })
  const missing = name === 'CredentialsProviderError'
  return {
    severity: 'ERROR',
    says: missing ? `AWS: ${what}: there are no credentials here.` : `AWS: ${what}: ${name}: ${message}`,
    remedy: missing ? 'Give an access key, or run hal where the machine has a role.' : remedy,
  }
}

/** The bucket of the chosen store. `makesBuckets`: one that is not there is made, as ever when something is applied. */
export function s3StoreProbes({ persistentStorage }: Deployment, makesBuckets: boolean): Probe[] {
  const { persistentStoreType, s3 } = persistentStorage
  const { bucket } = s3
  if (persistentStoreType !== 's3' || bucket === undefined || bucket.includes('${')) return []
  return [
    {
      at: 'persistentStorage.s3',
      asks: `the bucket ${bucket}`,
      run: (means) => lookForBucket(bucket, s3, means, makesBuckets),
    },
  ]
}

async function lookForBucket(bucket: string, store: Store, means: Means, makesBuckets: boolean): Promise<Answer[]> {
  const { S3Client, HeadBucketCommand, CreateBucketCommand } = await import('@aws-sdk/client-s3')
  const { endpoint, region = 'us-east-1', pathStyleAccess } = store
  const client = new S3Client({
    region,
    maxAttempts: 1,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(pathStyleAccess === undefined && endpoint === undefined ? {} : { forcePathStyle: pathStyleAccess ?? true }),
    ...(await credentialsOf(store, means)),
  })
  const call = { abortSignal: means.signal }
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), call)
    return []
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== 404)
      return [
        refused(
          error,
          `the bucket ${bucket} can't be used`,
          'Check the access key, and whose bucket it is: names are the same for everybody.',
        ),
      ]
    if (!makesBuckets)
      return [
        { severity: 'WARNING', says: `The bucket ${bucket} is not there yet.`, remedy: 'hal deploy apply makes it.' },
      ]
    const location =
      region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket, ...location }), call)
      return [{ severity: 'INFO', says: `The bucket ${bucket} was made.` }]
    } catch (failure) {
      return [refused(failure, `the bucket ${bucket} can't be made`, 'Make it, or allow s3:CreateBucket.')]
    }
  } finally {
    client.destroy()
  }
}
