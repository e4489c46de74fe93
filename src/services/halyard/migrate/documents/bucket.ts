import { problem } from '../../../../platform/errors/index.ts'
import { collect, type Documents } from './document.ts'
import { placeOfKey } from './layout.ts'

export interface BucketOptions {
  /** Where the bucket is, if it is not Amazon's. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** How many objects are read side by side. */
const atOnce = 16

/** The documents of `s3://bucket/folder`, with the credentials of the environment. Throws `invalid` and `unavailable`. */
export async function readBucket(address: string, { endpoint, region, signal }: BucketOptions): Promise<Documents> {
  const { S3Client, ListObjectsV2Command, GetObjectCommand } = await import('@aws-sdk/client-s3')
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? []
  if (bucket === undefined) throw problem('invalid', `${address} names no bucket: write s3://BUCKET/FOLDER.`)
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(region === undefined ? {} : { region }),
  })
  const sending = signal === undefined ? {} : { abortSignal: signal }
  const found = collect()
  try {
    const keys: string[] = []
    let token: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        sending,
      )
      for (const { Key } of page.Contents ?? []) if (Key !== undefined && placeOfKey(Key) !== undefined) keys.push(Key)
      token = page.NextContinuationToken
    } while (token !== undefined)
    const texts = new Map<string, string>()
    const waiting = [...keys]
    const worker = async () => {
      for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), sending)
        texts.set(key, (await Body?.transformToString()) ?? '')
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, keys.length) }, worker))
    for (const key of keys) found.add(`s3://${bucket}/${key}`, placeOfKey(key)!, texts.get(key)!)
    return found
  } catch (error) {
    signal?.throwIfAborted()
    const { name, message } = error as Error
    throw problem(
      'unavailable',
      `s3://${bucket} could not be read (${name}): ${message}. Look at --s3-region, --s3-endpoint and the AWS_… variables.`,
      { cause: error },
    )
  } finally {
    client.destroy()
  }
}
