import { problem } from '../../errors/index.ts'
import { valueAt } from './content.ts'
import type { SecretEngine } from './engine.ts'

/** An object of an S3 bucket, or a value in it. Credentials are those of the AWS SDK: variables, profile, role of the machine. */
export const s3: SecretEngine = async ({ r = '', b = '', f = '', k }, context) => {
  const what = `The object ${f} of bucket ${b} (region ${r})`
  const bytes = await context.once(`s3 ${r} ${b} ${f}`, async () => {
    const { S3Client, GetObjectCommand } = await import('@aws-sdk/client-s3')
    const { 'endpoint-url': endpoint, 'path-style-access': forcePathStyle = endpoint !== undefined } =
      context.settings.s3.secret
    const client = new S3Client({ region: r, forcePathStyle, ...(endpoint === undefined ? {} : { endpoint }) })
    context.atEnd(() => client.destroy())
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: b, Key: f }))
      return await Body!.transformToByteArray()
    } catch (error) {
      throw problem('unavailable', `${what} could not be read: ${(error as Error).name}: ${(error as Error).message}`)
    }
  })
  return valueAt(bytes, k, what)
}
