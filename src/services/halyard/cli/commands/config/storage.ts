import { randomUUID } from 'node:crypto'
import type { Tree } from '../../../halconfig/index.ts'
import { deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command, Invocation } from '../../command.ts'
import { edits, type Target } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { persistentStorage } = deploymentConfiguration.fields
const stores = ['s3', 'gcs', 'azs', 'oracle', 'sql'] as const

export const showStorage = shows(['persistentStorage'], persistentStorage, 'Configured persistent storage: ')

/** `hal config storage`. */
export const storageCommands: readonly Command[] = [
  ...edits(
    { place: ['persistentStorage'], section: persistentStorage as Section, label: 'persistent storage' },
    {
      describe: 'Chooses the store that is used.',
      done: 'Successfully edited persistent storage.',
      apart: Object.keys(persistentStorage.fields).filter((key) => key !== 'persistentStoreType'),
      required: ['type'],
    },
  ),
  ...stores.map((type): Command => {
    const section = persistentStorage.fields[type] as Section
    const target: Target = { place: ['persistentStorage', type], section, label: type }
    const [edit] = edits(target, {
      describe: 'Changes it.',
      done: `Successfully edited persistent store "${type}".`,
      after: (node) => hasBucket(type) && nameBucket(node),
      ...(type === 's3'
        ? {
            examples: [
              [
                'config storage s3 edit --access-key-id AKIA... --secret-access-key --region us-east-1',
                'asks for the secret, and makes up a bucket',
              ],
            ] as const,
          }
        : {}),
    })
    return {
      name: type,
      describe: section.describe,
      run: shows(target.place, section, `Successfully got persistent store "${type}".`),
      commands: () => [hasBucket(type) ? { ...edit!, run: tellsBucket(type, edit!.run!) } : edit!],
    }
  }),
]

const hasBucket = (type: string) => type === 's3' || type === 'gcs'

/** People copy buckets with their scheme; one that nobody named gets a name, once. */
function nameBucket(node: Tree): void {
  const given = typeof node.bucket === 'string' ? node.bucket.replace(/^(s3|gs):\/\//, '').replace(/\/$/, '') : ''
  node.bucket = given === '' ? `spin-${randomUUID()}` : given
}

/** Says the name that was made up. */
const tellsBucket =
  (type: 's3' | 'gcs' | string, run: NonNullable<Command['run']>): NonNullable<Command['run']> =>
  async (invocation: Invocation) => {
    const { deploymentOf } = await import('../../nodes/show.ts')
    const bucketNow = () => {
      const store = deploymentOf(invocation).persistentStorage[type as 's3' | 'gcs']
      return store.bucket
    }
    const before = bucketNow()
    const code = await run(invocation)
    const after = bucketNow()
    if (after !== before && invocation.flags.bucket === undefined)
      invocation.say.line(`  No bucket was named: it is called ${after}.`)
    return code
  }
