import type { Remark, Rule } from '../rule.ts'

/** Where applications and pipelines are kept. */
export const storage: Rule = {
  name: 'persistentStorage',
  *check({ deployment: { persistentStorage } }) {
    const at = 'persistentStorage'
    const { persistentStoreType: type } = persistentStorage
    if (type === undefined) {
      yield {
        severity: 'WARNING',
        at,
        says: 'Your deployment does not have a persistent store chosen: the embedded database is taken.',
        remedy: 'For more than one machine, choose one: hal config storage edit --type sql',
      }
      return
    }
    const needs = (says: string, remedy: string): Remark => ({ severity: 'ERROR', at: `${at}.${type}`, says, remedy })
    if (type === 's3') {
      const { bucket, region, endpoint, accessKeyId, secretAccessKey, assumeRole } = persistentStorage.s3
      if (bucket === undefined) yield needs('No bucket was chosen.', 'hal config storage s3 edit --bucket BUCKET')
      if (region === undefined && endpoint === undefined)
        yield {
          ...needs('No region was chosen: that of the machine is taken.', 'hal config storage s3 edit --region REGION'),
          severity: 'WARNING',
        }
      if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
        yield needs(
          'An access key and its secret belong together.',
          'hal config storage s3 edit --access-key-id ID --secret-access-key',
        )
      if (assumeRole !== undefined)
        yield {
          severity: 'WARNING',
          at: `${at}.s3`,
          says: '--assume-role has no effect.',
          remedy: 'Give the machine the role.',
        }
    }
    if (type === 'gcs' && persistentStorage.gcs.bucket === undefined)
      yield needs('No bucket was chosen.', 'hal config storage gcs edit --bucket BUCKET')
    if (
      type === 'azs' &&
      (persistentStorage.azs.storageAccountName === undefined || persistentStorage.azs.storageAccountKey === undefined)
    )
      yield needs(
        'The storage account or its key is missing.',
        'hal config storage azs edit --storage-account-name NAME --storage-account-key',
      )
    if (type === 'oracle') {
      const { oracle } = persistentStorage
      for (const key of [
        'namespace',
        'compartmentId',
        'userId',
        'fingerprint',
        'sshPrivateKeyFilePath',
        'tenancyId',
      ] as const)
        if (oracle[key] === undefined) yield needs(`${key} is missing.`, 'hal config storage oracle edit --help')
    }
    if (type === 'sql') {
      const { url } = persistentStorage.sql
      if (url === undefined) yield needs('No address was given.', 'hal config storage sql edit --url')
      else if (/^(jdbc:)?mysql:/.test(url))
        yield needs('MySQL is not supported.', 'Take PostgreSQL: postgresql://user:password@host/database')
    }
  },
}
