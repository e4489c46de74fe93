import {
  boolean,
  collection,
  type Edit,
  enabled,
  type Fields,
  file,
  type Node,
  permissions,
  type Section,
  secret,
  secretFile,
  section,
  text,
  texts,
} from './field.ts'

/** The name that an account is known by. */
const name = (describe: string) => text(describe, { required: true, flag: false })

/** A cloud with its accounts, and what it has of its own beside them. */
export function provider<A extends Fields, P extends Fields>(
  label: string,
  of: Section<A>,
  own: P,
  edits?: readonly Edit[],
) {
  return section(
    label,
    {
      enabled: enabled(),
      accounts: collection(`The accounts of ${label}.`, 'name', of),
      primaryAccount: text('The account that is taken where none is named; the first, unless another is chosen.', {
        flag: false,
      }),
      ...own,
    },
    edits === undefined ? {} : { edits },
  )
}

/** An account of a cloud. Older files also say `providerVersion`, which means nothing any more. */
export function account<A extends Fields>(describe: string, own: A, edits?: readonly Edit[]) {
  return section(
    describe,
    {
      name: name('The name of the account, which no other account of any provider has.'),
      environment: text('The environment that it is for; several accounts may share one.'),
      requiredGroupMembership: texts('Deprecated, say permissions: its users are in one of these groups.', {
        singular: 'required-group-membership',
      }),
      permissions: permissions(),
      ...own,
    },
    { legacy: ['providerVersion'], ...(edits === undefined ? {} : { edits }) },
  )
}

/** An account of something that is no cloud: an artifact store, a canary's metrics, a build service. */
export function plainAccount<A extends Fields>(describe: string, own: A) {
  return section(describe, { name: name('The name of the account.'), ...own })
}

/** What images are baked from. `image` is what one has beside the texts that Deck shows, `settings` how it is started. */
export function bakery<B extends Fields, I extends Fields, S extends Node>(
  own: B,
  image: I,
  settings: S,
  edits?: readonly Edit[],
) {
  return section('How images are baked.', {
    templateFile: text('The Packer template that bakes, unless the image names another.'),
    ...own,
    baseImages: collection(
      'The images that a bake may start from.',
      'baseImage.id',
      section(
        'An image that a bake may start from.',
        {
          baseImage: section(
            'What Deck shows of it.',
            {
              id: name('Its name in pipelines.'),
              shortDescription: text('A few words, for the list.'),
              detailedDescription: text('A sentence, for the details.'),
              packageType: text('The kind of packages that it takes: deb or rpm.'),
              templateFile: text('The Packer template that bakes it.'),
              ...image,
            },
            { legacy: ['imageFamily'] },
          ),
          virtualizationSettings: settings,
        },
        edits === undefined ? {} : { edits },
      ),
    ),
  })
}

/** Ways to prove who one is to a server of files or Git. */
export const credentials = {
  basic: {
    username: text('The user.'),
    password: secret('The password of the user.'),
    usernamePasswordFile: secretFile('A file with user:password, instead of the two.'),
  },
  token: {
    token: secret('The access token.'),
    tokenFile: secretFile('A file with the access token, instead of it.'),
  },
  ssh: {
    sshPrivateKeyFilePath: secretFile('The private SSH key.'),
    sshPrivateKeyPassphrase: secret('The passphrase of the private SSH key.'),
    sshKnownHostsFilePath: file('The known_hosts file.'),
    sshTrustUnknownHosts: boolean('Whether hosts that are not in it are trusted too.', { default: false }),
  },
}
