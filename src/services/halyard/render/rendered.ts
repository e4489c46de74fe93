import type { ServiceName } from '../names.ts'

/** A file that a service reads. */
export interface RenderedFile {
  /** Its name below the folder of its kind, such as `gate.yml`, `gate-local.yml` or `dependencies/kubeconfig`. */
  readonly path: string
  readonly content: string | Buffer
  /** Whether it holds what nobody else may read: it becomes a Secret in Kubernetes; on disk every file has mode 0600. */
  readonly secret: boolean
  readonly executable?: boolean
  /** Where it is read; `config` unless it says otherwise. */
  readonly kind: 'config' | 'deck' | 'rosco' | 'clouddriver' | 'dependency' | 'aws-credentials'
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

/** Everything that an apply puts in place. */
export interface Rendered {
  readonly version: string
  readonly services: readonly RenderedService[]
}
