import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder of the halconfig and everything in it, where Halyard has always had it. */
export interface HalHome {
  readonly directory: string
  /** The halconfig. */
  readonly config: string
  readonly lock: string
  /** The halconfig of the last successful apply. */
  readonly backup: string
  /** Copies of the local files that the halconfig names. */
  readonly requiredFiles: string
  /** Bills of materials of `local:` versions. */
  readonly boms: string
  /** What callers of the daemon on this machine prove themselves with. */
  readonly daemonToken: string
  of(deployment: string): DeploymentHome
}

/** What belongs to one deployment. */
export interface DeploymentHome {
  readonly directory: string
  /** Configuration files that users write themselves. */
  readonly profiles: string
  /** What users say of how a service runs, a file a service. */
  readonly serviceSettings: string
  /** Patches of the manifests for Kubernetes. */
  readonly kustomize: string
  /** Copies of the local files that the halconfig names, where services of this machine find them. */
  readonly dependencies: string
  /** What was rendered last. */
  readonly staging: string
  /** A folder a revision. */
  readonly history: string
  readonly serviceLogs: string
}

/** `$HAL_HOME`, or `~/.hal`. */
export function halHome(env: NodeJS.ProcessEnv = process.env): HalHome {
  return homeAt(env.HAL_HOME ?? join(env.HOME ?? homedir(), '.hal'))
}

export function homeAt(directory: string): HalHome {
  return {
    directory,
    config: join(directory, 'config'),
    lock: join(directory, '.lock'),
    backup: join(directory, '.backup', 'config'),
    requiredFiles: join(directory, '.backup', 'required-files'),
    boms: join(directory, '.boms'),
    daemonToken: join(directory, '.daemon-token'),
    of(deployment) {
      const own = join(directory, deployment)
      return {
        directory: own,
        profiles: join(own, 'profiles'),
        serviceSettings: join(own, 'service-settings'),
        kustomize: join(own, 'kustomize'),
        dependencies: join(own, 'dependencies'),
        staging: join(own, 'staging'),
        history: join(own, 'history'),
        serviceLogs: join(own, 'service-logs'),
      }
    },
  }
}
