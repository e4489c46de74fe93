import type { HalHome } from '../home.ts'
import type { ServiceName } from '../names.ts'
import { render } from '../render/index.ts'
import type { Deployment } from '../schema/index.ts'
import type { Environment, Running } from './environment.ts'

/** How one service runs, and with which settings. Holds no secret. */
export interface Details {
  readonly service: ServiceName
  readonly enabled: boolean
  readonly running: Running | null
  readonly settings: Readonly<Record<string, unknown>>
  /** The names of the files that it reads. */
  readonly files: readonly string[]
}

export async function detailsOf(
  home: HalHome,
  env: NodeJS.ProcessEnv,
  deployment: Deployment,
  environment: Environment,
  name: ServiceName,
): Promise<Details> {
  const [rendered, running] = await Promise.all([render(home, deployment, { env }), environment.running(deployment)])
  const service = rendered.services.find((each) => each.name === name)
  const { env: variables, ...settings } = service?.settings ?? { env: {} }
  return {
    service: name,
    enabled: service !== undefined,
    running: running.find((each) => each.service === name) ?? null,
    // A variable may hold a secret.
    settings: { ...settings, env: Object.fromEntries(Object.keys(variables).map((key) => [key, '***'])) },
    files: service?.files.map(({ kind, path }) => `${kind}/${path}`) ?? [],
  }
}
