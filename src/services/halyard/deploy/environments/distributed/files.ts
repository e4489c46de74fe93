import { problem } from '../../../../../platform/errors/index.ts'
import type { FileKind, RenderedFile, RenderedService } from '../../../render/rendered.ts'
import type { Image } from './image.ts'
import type { Manifest, Metadata, Raw } from './manifest.ts'
import { digest, spin } from './names.ts'

/** Where services read their files, ours and Spinnaker's own alike. */
const folders: Readonly<Record<FileKind, string>> = {
  config: '/opt/spinnaker/config',
  deck: '/opt/spinnaker/config',
  // In the folder of the configuration: one volume can't be mounted into another that is only read.
  dependency: '/opt/spinnaker/config',
  rosco: '/opt/rosco/config',
  clouddriver: '/opt/clouddriver/config',
  'aws-credentials': '/home/spinnaker/.aws',
}
/** Where a service finds its credentials of AWS, whoever it runs as. */
const credentialsFile = `${folders['aws-credentials']}/credentials`

/** There an image has files of its own: ours are put beside them one by one. */
const crowded: readonly string[] = [folders.rosco, folders.clouddriver]

/** Kubernetes keeps no larger object; some of that goes to names. */
const mostBytes = 1_000_000

/** What a service reads, as a pod has it. */
export interface Files {
  /** At most a ConfigMap and a Secret. Their names change with what is in them, and so the pods that name them are replaced. */
  readonly objects: readonly Manifest[]
  readonly volumes: readonly Raw[]
  readonly mounts: readonly Raw[]
  /** Where the configuration is, for containers beside the service. */
  readonly configVolume: string | undefined
  /** Variables of the environment: those whose values stand in the Secret, and where files are. */
  readonly env: readonly Raw[]
}

interface Item {
  readonly key: string
  readonly folder: string
  readonly path: string
  readonly content: Buffer
  readonly secret: boolean
  readonly mode: number
}

/** The files of a service, and the variables of its environment that nobody else may read. */
export function filesOf(
  { name, files }: RenderedService,
  secretEnv: Readonly<Record<string, string>>,
  image: Image,
  metadata: Omit<Metadata, 'name'>,
): Files {
  const items = files.map((file) => itemOf(file, image)).sort((one, other) => (one.key < other.key ? -1 : 1))
  const variables = Object.entries(secretEnv).map(([key, value]) => [`env.${key}`, Buffer.from(value)] as const)
  const open = items.filter(({ secret }) => !secret)
  const hidden = items.filter(({ secret }) => secret)
  const configMap = objectOf(
    `${spin(name)}-config`,
    'ConfigMap',
    open.map(({ key, content }) => [key, content] as const),
  )
  const secret = objectOf(`${spin(name)}-files`, 'Secret', [
    ...hidden.map(({ key, content }) => [key, content] as const),
    ...variables,
  ])

  function objectOf(base: string, kind: 'ConfigMap' | 'Secret', entries: readonly (readonly [string, Buffer])[]) {
    if (entries.length === 0) return undefined
    const size = entries.reduce((sum, [, content]) => sum + content.length, 0)
    if (size > mostBytes)
      throw problem(
        'invalid',
        `The files of ${name} are ${Math.ceil(size / 1024)} KiB together, more than an object of Kubernetes holds (1 MiB). Put large ones in a volume: kubernetes.volumes of service-settings/${name}.yml.`,
      )
    const hashed = `${base}-${digest(entries.flat())}`
    return { apiVersion: 'v1', kind, metadata: { name: hashed, ...metadata }, ...dataOf(kind, entries) }
  }

  const mounted = [...new Set(items.map(({ folder }) => folder))]
  const volumes = mounted.map((folder) => ({
    name: volumeName(folder),
    projected: {
      sources: [
        ...sources('configMap', configMap?.metadata.name, open, folder),
        ...sources('secret', secret?.metadata.name, hidden, folder),
      ],
    },
  }))
  return {
    objects: [configMap, secret].filter((each) => each !== undefined),
    volumes,
    mounts: mounted.flatMap((folder) => {
      const name = volumeName(folder)
      if (!crowded.includes(folder)) return [{ name, mountPath: folder, readOnly: true }]
      return items
        .filter((item) => item.folder === folder)
        .map(({ path }) => ({ name, mountPath: `${folder}/${path}`, subPath: path, readOnly: true }))
    }),
    configVolume: mounted.includes(folders.config) ? volumeName(folders.config) : undefined,
    env: [
      ...Object.keys(secretEnv).map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: secret!.metadata.name, key: `env.${key}` } },
      })),
      ...(files.some(({ kind }) => kind === 'aws-credentials')
        ? [{ name: 'AWS_SHARED_CREDENTIALS_FILE', value: credentialsFile }]
        : []),
    ],
  }
}

function itemOf({ path, content, secret, executable, kind }: RenderedFile, { ours }: Image): Item {
  const folder = folders[kind]
  const below = kind === 'dependency' ? `dependencies/${path}` : kind === 'aws-credentials' ? 'credentials' : path
  const readable = ours ? 0o440 : 0o444
  return {
    key: `${folder === folders.config ? '' : `${kind}.`}${below}`
      .replaceAll('/', '__')
      .replaceAll(/[^-._A-Za-z0-9]/g, '-'),
    folder,
    path: below,
    content: Buffer.isBuffer(content) ? content : Buffer.from(content),
    secret,
    // Readable to the group of the pod; of an image that is not ours nobody knows who it runs as.
    mode: executable ? readable | 0o111 : readable,
  }
}

function dataOf(kind: 'ConfigMap' | 'Secret', entries: readonly (readonly [string, Buffer])[]): Raw {
  const encoded = (each: readonly (readonly [string, Buffer])[]) =>
    Object.fromEntries(each.map(([key, content]) => [key, content.toString('base64')]))
  if (kind === 'Secret') return { type: 'Opaque', data: encoded(entries) }
  const isText = ([, content]: readonly [string, Buffer]) => Buffer.from(content.toString('utf8')).equals(content)
  const texts = entries.filter(isText)
  const binaries = entries.filter((each) => !isText(each))
  return {
    ...(texts.length === 0
      ? {}
      : { data: Object.fromEntries(texts.map(([key, content]) => [key, content.toString('utf8')])) }),
    ...(binaries.length === 0 ? {} : { binaryData: encoded(binaries) }),
  }
}

function sources(
  source: 'configMap' | 'secret',
  name: string | undefined,
  items: readonly Item[],
  folder: string,
): Raw[] {
  const here = items.filter((item) => item.folder === folder)
  if (name === undefined || here.length === 0) return []
  return [{ [source]: { name, items: here.map(({ key, path, mode }) => ({ key, path, mode })) } }]
}

const volumeName = (folder: string) => folder.replaceAll(/[/.]+/g, '-').replace(/^-/, '')
