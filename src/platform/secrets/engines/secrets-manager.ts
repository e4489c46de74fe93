import { problem } from '../../errors/index.ts'
import { bytesOf, valueOfKey } from './content.ts'
import type { SecretEngine } from './engine.ts'

/** A secret of AWS Secrets Manager, or the value of a key in it; a binary one for files only. */
export const secretsManager: SecretEngine = async ({ r = '', s = '', k }, context, isFile) => {
  const what = `The secret ${s} of AWS Secrets Manager (region ${r})`
  const { text, binary } = await context.once(`secrets-manager ${r} ${s}`, async () => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
    const client = new SecretsManagerClient({ region: r })
    context.atEnd(() => client.destroy())
    try {
      const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: s }))
      return { text: SecretString, binary: SecretBinary }
    } catch (error) {
      throw problem('unavailable', `${what} could not be read: ${(error as Error).name}: ${(error as Error).message}`)
    }
  })
  if (text !== undefined) return valueOfKey(bytesOf(text), k, what)
  if (binary !== undefined && isFile) return binary
  throw problem('invalid', `${what} is binary: refer to it with encryptedFile:`)
}
