import type { Finding } from '../findings.ts'
import type { ServiceName } from '../names.ts'

/**
 * Where a file is read. `config`: the services' own configuration, as `/opt/spinnaker/config`. `deck`: beside Deck's pages. `rosco` and
 * `clouddriver`: what these two read besides, as `/opt/rosco/config`. `dependency`: local files that the halconfig names; their references
 * lead to `RenderOptions.dependencies`. `aws-credentials`: a credentials file in AWS' format, one a service, for `AWS_SHARED_CREDENTIALS_FILE`
 * or the `~/.aws/credentials` of a pod.
 */
export type FileKind = 'config' | 'deck' | 'rosco' | 'clouddriver' | 'dependency' | 'aws-credentials'

/** A file that a service reads. */
export interface RenderedFile {
  /** Its name below the folder of its kind, such as `gate.yml`, `gate-local.yml`, `packer/aws-ebs.json`, or `front50` of AWS credentials. */
  readonly path: string
  readonly content: string | Buffer
  /** Whether it holds what nobody else may read: it becomes a Secret in Kubernetes; on disk every file has mode 0600. */
  readonly secret: boolean
  readonly executable?: boolean
  readonly kind: FileKind
}

/** How a service runs: computed, and overridden by `service-settings/<service>.yml`. */
export interface ServiceSettings {
  readonly host: string
  readonly port: number
  readonly address: string
  readonly scheme: string
  readonly baseUrl: string
  readonly overrideBaseUrl?: string
  /** `null`: it is up when its port accepts. */
  readonly healthEndpoint: string | null
  readonly enabled: boolean
  readonly env: Readonly<Record<string, string>>
  readonly artifactId?: string
  readonly targetSize: number
  readonly skipLifeCycleManagement: boolean
  readonly safeToUpdate: boolean
  readonly kubernetes: Readonly<Record<string, unknown>>
  /** Keys that the file has beyond these, as they are. */
  readonly others: Readonly<Record<string, unknown>>
}

export interface RenderedService {
  readonly name: ServiceName
  readonly settings: ServiceSettings
  readonly files: readonly RenderedFile[]
  /** Changes when a restart is needed: of files, settings and version. */
  readonly hash: string
}

/** Everything that an apply puts in place: the enabled services, in the order in which they come up, each with its files by name. */
export interface Rendered {
  readonly version: string
  readonly services: readonly RenderedService[]
  /** What people should know of it. With an ERROR among them it must not be applied. */
  readonly findings: readonly Finding[]
}

export interface RenderOptions {
  /** What runs; without it, what the `version` of the deployment means here. */
  readonly version?: string
  /** The folder in which services find the files that the halconfig names; by default as the deployment type has it. */
  readonly dependencies?: string
  /** For `~` and `HOME`. */
  readonly env?: NodeJS.ProcessEnv
}
