import { parse } from 'yaml'
import { at } from '../../../halconfig/tree.ts'
import type { RenderedService } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Image } from './image.ts'
import type { Manifest, Metadata, Raw } from './manifest.ts'
import { spin } from './names.ts'

/** Where a service of ours keeps what it must not forget, when it has no PostgreSQL. */
export const stateFolder = '/var/lib/gennaker'

const stateful = ['front50', 'clouddriver', 'orca', 'echo']
const claims: Readonly<Record<string, string>> = { SMALL: '8Gi', MEDIUM: '20Gi', LARGE: '50Gi' }

/** Whether it has state that only one pod at a time may hold. */
export const holdsState = (service: RenderedService, image: Image): boolean =>
  image.ours && stateful.includes(service.name) && !namesDatabase(service)

/** What is rendered names it where the halconfig does; before Halyard knew PostgreSQL, people named it in their profiles. */
const namesDatabase = ({ files }: RenderedService) =>
  files.some(
    ({ kind, path, content }) =>
      kind === 'config' && path.endsWith('.yml') && at(treeOf(content), 'sql.enabled') === true,
  )

function treeOf(content: string | Buffer): unknown {
  try {
    return parse(content.toString(), { logLevel: 'silent' })
  } catch {
    // Several documents, or none: the service itself says what is wrong with it.
    return undefined
  }
}

export interface State {
  readonly objects: readonly Manifest[]
  readonly volume: Raw
}

/** The volume of the state folder: a claim that outlives the pod, or a folder that goes with it. */
export function stateOf(
  service: RenderedService,
  image: Image,
  deployment: Deployment,
  metadata: Omit<Metadata, 'name'>,
): State {
  const name = spin(service.name)
  if (!holdsState(service, image)) return { objects: [], volume: { name: 'state', emptyDir: {} } }
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, ...metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: claims[deployment.deploymentEnvironment.size] ?? '8Gi' } },
    },
  }
  return { objects: [claim], volume: { name: 'state', persistentVolumeClaim: { claimName: name } } }
}
