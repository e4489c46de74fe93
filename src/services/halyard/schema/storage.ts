import { boolean, choice, integer, secret, secretFile, section, text } from './field.ts'

const rootFolder = text('The folder in the bucket.', { default: 'front50' })

/** The stores of Spinnaker, and the SQL that every store of ours is. */
export const storageTypes = ['azs', 'gcs', 'redis', 's3', 'oracle', 'sql'] as const

export const persistentStorage = section(
  'Where applications, pipelines and projects are kept.',
  {
    persistentStoreType: choice('The store that is used.', storageTypes, { flag: 'type' }),
    azs: section('Azure Storage.', {
      storageAccountName: text('The storage account.'),
      storageAccountKey: secret('Its key.'),
      storageContainerName: text('The container.', { default: 'spinnaker' }),
    }),
    gcs: section('Google Cloud Storage.', {
      jsonPath: secretFile('The JSON key of the service account.'),
      project: text('The project.'),
      bucket: text('The bucket; without one, a name is made up.'),
      rootFolder,
      bucketLocation: text('Where the bucket is made.', { default: '' }),
    }),
    redis: section('Redis.', {
      host: text('The host.', { flag: false }),
      port: integer('The port.', { flag: false }),
    }),
    s3: section('S3, or what speaks its protocol.', {
      bucket: text('The bucket; without one, a name is made up.'),
      rootFolder,
      region: text('The region.'),
      pathStyleAccess: boolean('Whether the bucket stands in the path instead of the host.'),
      endpoint: text('Where it is, if it is not Amazon.'),
      accessKeyId: text('The access key; without it, the credentials of the machine.'),
      secretAccessKey: secret('The secret of the access key.'),
      serverSideEncryption: choice('How objects are encrypted.', ['AES256', 'AWSKMS']),
      assumeRole: text('Without effect, as in the original; let the machine assume it.'),
    }),
    oracle: section('Oracle Object Storage.', {
      bucketName: text('The bucket.'),
      namespace: text('The namespace.'),
      compartmentId: text('The OCID of the compartment.'),
      region: text('The region.'),
      userId: text('The OCID of the user.'),
      fingerprint: text('The fingerprint of the public key.'),
      sshPrivateKeyFilePath: secretFile('The private key.'),
      privateKeyPassphrase: secret('The passphrase of the private key.'),
      tenancyId: text('The OCID of the tenancy.'),
    }),
    sql: section('PostgreSQL; what Spinnaker only knew in profiles.', {
      url: secret('The address, postgresql://user:password@host/database.'),
    }),
  },
  { legacy: ['oraclebmcs'] },
)
