import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { problem } from '../../../../../platform/errors/index.ts'
import { isTree, locked, nearest, writeAtomically } from '../../../halconfig/index.ts'
import type { HalHome } from '../../../home.ts'
import type { Candidates, Command } from '../../command.ts'

/** Where `hal` keeps secrets: a file that is encrypted with age, for an identity beside it. */
const placesOf = ({ directory }: HalHome) => ({
  secrets: join(directory, 'secrets.age'),
  identity: join(directory, 'age-identity.txt'),
})

/** What stands in the halconfig in place of a secret. Services read paths without a root from `~/.hal`. */
function referenceOf(home: HalHome, env: NodeJS.ProcessEnv, name: string): string {
  const { secrets } = placesOf(home)
  const isUsual = home.directory === join(env.HOME ?? homedir(), '.hal')
  return `encrypted:age!f:${isUsual ? 'secrets.age' : secrets}!k:${name}`
}

const argument = (describe: string, candidates?: Candidates) => ({
  name: 'NAME',
  describe,
  required: true,
  ...(candidates === undefined ? {} : { candidates }),
})

/** `hal config secret`: a safe of one's own, for whoever has no other. */
export const secretCommands: readonly Command[] = [
  {
    name: 'set',
    describe: 'Encrypts a secret, and says what to write in its place.',
    argument: argument('A name for it: letters, digits, - and _.'),
    flags: [{ name: 'value', kind: 'text', secret: true, describe: 'The secret.' }],
    examples: [
      ['config secret set spot-token', 'asks for the secret, and answers encrypted:age!f:secrets.age!k:spot-token'],
      ['config provider spot edit --api-token encrypted:age!f:secrets.age!k:spot-token', 'uses it'],
    ],
    async run({ home, env, argument: name, flags, say, ask }) {
      if (!/^[\w-]+$/.test(name!)) throw problem('invalid', `'${name}' is no name: it has letters, digits, - and _.`)
      const value = (flags.value as string | undefined) ?? (await ask.secret(`The secret '${name}'`))
      await change(home, (secrets) => ({ ...secrets, [name!]: value }))
      const reference = referenceOf(home, env, name!)
      say.success(`Encrypted. Write this in its place: ${reference}`)
      if (say.format === 'json' || say.format === 'yaml') say.data({ name, reference })
      if (!reference.includes('!f:secrets.age!'))
        say.findings([
          {
            severity: 'INFO',
            location: 'Global',
            message: `The services look for the identity in ~/.hal, and it is ${placesOf(home).identity}.`,
            remediation: 'Name it as secrets.age.identity-file in profiles/spinnaker-local.yml.',
          },
        ])
    },
  },
  {
    name: 'get',
    describe: 'Says what stands for a secret, and whether it can be read; shows it only with --show.',
    argument: argument('The name of the secret.', ({ home }) => namesOf(home)),
    flags: [{ name: 'show', kind: 'switch', describe: 'Prints the secret itself.' }],
    async run({ home, env, argument: name, flags, say }) {
      const value = known(await readSecrets(home), name!)
      if (flags.show) return say.data(value, 'string')
      say.success(`The secret ${name} can be read. What stands for it:`)
      say.data(referenceOf(home, env, name!), 'string')
    },
  },
  {
    name: 'delete',
    describe: 'Forgets a secret.',
    argument: argument('The name of the secret.', ({ home }) => namesOf(home)),
    async run({ home, argument: name, say }) {
      await change(home, (secrets) => {
        known(secrets, name!)
        const { [name!]: _, ...others } = secrets
        return others
      })
      say.success(`Successfully deleted secret ${name}.`)
    },
  },
  {
    name: 'list',
    describe: 'Lists their names.',
    async run({ home, say }) {
      const names = await namesOf(home)
      if (say.format === 'json' || say.format === 'yaml') return say.data(names)
      say.success(names.length === 0 ? 'No secrets.' : 'Secrets:')
      for (const name of names) say.line(`  - ${name}`)
    },
  },
]

type Secrets = Readonly<Record<string, string>>

const namesOf = async (home: HalHome) => Object.keys(await readSecrets(home))

function known(secrets: Secrets, name: string): string {
  const value = secrets[name]
  if (value !== undefined) return value
  const right = nearest(name, Object.keys(secrets))
  throw problem(
    'notFound',
    `There is no secret '${name}'. ${right ? `Did you mean '${right}'?` : "'hal config secret list' lists them."}`,
  )
}

const change = (home: HalHome, to: (secrets: Secrets) => Secrets) =>
  locked(home.lock, async () => {
    const { armor, Encrypter, generateIdentity, identityToRecipient } = await import('age-encryption')
    const { stringify } = await import('yaml')
    const { identity, secrets } = placesOf(home)
    const next = to(await readSecrets(home))
    if (!existsSync(identity)) writeAtomically(identity, `${await generateIdentity()}\n`)
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(identityIn(identity)))
    writeAtomically(secrets, `${armor.encode(await encrypter.encrypt(stringify(next)))}\n`)
  })

async function readSecrets(home: HalHome): Promise<Secrets> {
  const { identity, secrets } = placesOf(home)
  if (!existsSync(secrets)) return {}
  const { armor, Decrypter } = await import('age-encryption')
  const { parse } = await import('yaml')
  const decrypter = new Decrypter()
  decrypter.addIdentity(identityIn(identity))
  let text: string
  try {
    text = await decrypter.decrypt(armor.decode(readFileSync(secrets, 'utf8')), 'text')
  } catch (error) {
    throw problem(
      'invalid',
      `${secrets} can't be decrypted with ${identity}: ${(error as Error).message}. Put back the identity that it was encrypted for.`,
    )
  }
  const tree: unknown = parse(text)
  return isTree(tree) ? (tree as Secrets) : {}
}

function identityIn(path: string): string {
  const line =
    existsSync(path) &&
    readFileSync(path, 'utf8')
      .split('\n')
      .find((each) => each.startsWith('AGE-SECRET-KEY-'))
  if (line) return line.trim()
  throw problem(
    'invalid',
    `${path} holds no age identity (AGE-SECRET-KEY-…). Put back the one that the secrets are encrypted for.`,
  )
}
