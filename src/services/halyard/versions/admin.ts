import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import type { Command, Flag } from '../cli/command.ts'
import type { Finding } from '../findings.ts'
import { writeAtomically } from '../halconfig/index.ts'
import { type BillOfMaterials, publishBom, readBom, readIndex, type VersionIndex, writeIndex } from './bom.ts'

const bomPath: Flag = {
  name: 'bom-path',
  kind: 'text',
  file: true,
  required: true,
  describe: 'The bill of materials.',
}

/** Said of every publication: people may expect the public bucket. */
const here = (what: string) =>
  `${what} It is known on this machine alone: Spinnaker's public bucket is not ours to write.`

/** `hal admin`: what Spinnaker's release managers write to a bucket stands in files here. */
export const adminCommands: readonly Command[] = [
  {
    name: 'publish',
    describe: 'Writes to .boms in the home of hal.',
    commands: () => [
      {
        name: 'bom',
        describe: 'Makes a bill of materials known as local:NAME, after its version.',
        flags: [bomPath],
        async run({ home, flags, say }) {
          const bom = bomAt(String(flags['bom-path']))
          say.findings(remarks(bom))
          const path = publishBom(home, bom)
          say.success('Successfully published your BOM.')
          say.line(here(`It stands in ${path}: 'hal config version edit --version local:${nameOf(bom)}' chooses it.`))
        },
      },
      {
        name: 'profile',
        describe: 'Makes a file known as the base profile of an artifact of a bill of materials.',
        argument: { name: 'ARTIFACT', describe: 'The artifact, such as gate.', required: true },
        flags: [bomPath, { name: 'profile-path', kind: 'text', file: true, required: true, describe: 'The file.' }],
        async run({ home, argument, flags, say }) {
          const artifact = bomAt(String(flags['bom-path'])).services[argument!]
          if (artifact === undefined) throw problem('notFound', `The bill of materials has no artifact '${argument}'.`)
          const source = String(flags['profile-path'])
          const version = artifact.version.replace(/^local:/, '')
          if (/[/\\]|^\.+$/.test(`${version}`) || /[/\\]|^\.+$/.test(argument!))
            throw problem('invalid', `'${argument}' with version '${version}' can't be the name of a folder.`)
          writeAtomically(join(home.boms, argument!, version, basename(source)), textOf(source))
          say.success(`Successfully published your profile for artifact ${argument}.`)
        },
      },
      {
        name: 'version',
        describe: 'Says of a local version what people should know.',
        flags: [
          { name: 'version', kind: 'text', required: true, describe: 'The version.' },
          { name: 'alias', kind: 'text', required: true, describe: 'A name for people.' },
          { name: 'changelog', kind: 'text', required: true, describe: 'Where its changes are told.' },
          { name: 'minimum-halyard-version', kind: 'text', describe: 'The oldest hal that may apply it.' },
        ],
        async run({ home, flags, say }) {
          const version = String(flags.version)
          const entry = {
            version,
            alias: flags.alias,
            changelog: flags.changelog,
            ...(flags['minimum-halyard-version'] === undefined
              ? {}
              : { minimumHalyardVersion: flags['minimum-halyard-version'] }),
            lastUpdate: new Date().toISOString(),
          }
          change(home, (index) => ({
            ...index,
            versions: [...index.versions.filter((each) => each.version !== version), entry],
          }))
          say.success('Successfully published your version.')
        },
      },
      ...(['latest-spinnaker', 'latest-halyard'] as const).map(
        (name): Command => ({
          name,
          describe: `Notes the newest ${name === 'latest-halyard' ? 'Halyard' : 'Spinnaker'}.`,
          argument: { name: 'VERSION', describe: 'The version.', required: true },
          async run({ home, argument, say }) {
            const key = name === 'latest-halyard' ? 'latestHalyard' : 'latestSpinnaker'
            change(home, (index) => ({ ...index, [key]: argument! }))
            say.success('Successfully published your version.')
          },
        }),
      ),
    ],
  },
  {
    name: 'deprecate',
    describe: 'Says which versions must not be used.',
    commands: () => [
      {
        name: 'version',
        describe: 'Says that a version must not be used.',
        flags: [
          { name: 'version', kind: 'text', required: true, describe: 'The version.' },
          { name: 'illegal-reason', kind: 'text', describe: 'Why, for people.' },
        ],
        async run({ home, flags, say }) {
          const version = String(flags.version)
          const reason = String(flags['illegal-reason'] ?? 'It is deprecated.')
          change(home, (index) => ({
            ...index,
            versions: index.versions.filter((each) => each.version !== version),
            illegalVersions: [...index.illegalVersions.filter((each) => each.version !== version), { version, reason }],
          }))
          say.success('Successfully deprecated your version.')
        },
      },
    ],
  },
]

type Home = Parameters<typeof readIndex>[0]

const change = (home: Home, to: (index: VersionIndex) => VersionIndex) => writeIndex(home, to(readIndex(home)))

const bomAt = (path: string) => readBom(textOf(path), path)

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw problem('invalid', `${path} can't be read: ${(error as Error).message}`)
  }
}

const nameOf = ({ version }: BillOfMaterials) => version.replace(/^local:/, '')

/** A service is looked for on this machine only when its own version says so. */
function remarks({ services }: BillOfMaterials): Finding[] {
  const remote = Object.entries(services).filter(([, { version }]) => !version.startsWith('local:'))
  if (remote.length === 0) return []
  return [
    {
      severity: 'WARNING',
      location: 'Global',
      message: `${remote.map(([name]) => name).join(', ')} have versions without local:; their files are those of this release.`,
      remediation: 'Write local: before each version whose files are in .boms.',
    },
  ]
}
