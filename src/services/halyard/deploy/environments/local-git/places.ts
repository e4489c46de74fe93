import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ServiceName } from '../../../names.ts'

/** Where LocalGit has everything, as the guides for Spinnaker's developers have it. */
export interface Places {
  /** `~/dev/spinnaker` */
  readonly root: string
  /** `~/.spinnaker`: what the services read. */
  readonly config: string
  checkout(service: ServiceName): string
  pid(service: ServiceName): string
  log(service: ServiceName): string
  errors(service: ServiceName): string
  startScript(service: ServiceName): string
  stopScript(service: ServiceName): string
  /** What a service knows, when no PostgreSQL keeps it. */
  state(service: ServiceName): string
}

/** `SPINNAKER_GIT_ROOT` is Halyard's own `git.root`. */
export function placesOf(env: NodeJS.ProcessEnv): Places {
  const home = env.HOME ?? homedir()
  const root = env.SPINNAKER_GIT_ROOT ?? join(home, 'dev', 'spinnaker')
  const state = env.GENNAKER_HOME ?? join(home, '.gennaker')
  return {
    root,
    config: join(home, '.spinnaker'),
    checkout: (service) => join(root, service),
    pid: (service) => join(root, `${service}.pid`),
    log: (service) => join(root, 'logs', `${service}.log`),
    errors: (service) => join(root, 'logs', `${service}.err`),
    startScript: (service) => join(root, 'scripts', `${service}-start.sh`),
    stopScript: (service) => join(root, 'scripts', `${service}-stop.sh`),
    state: (service) => join(state, service),
  }
}
