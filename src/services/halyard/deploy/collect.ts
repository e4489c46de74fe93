import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type TarEntry, writeTar } from '../../../platform/parsing/tar.ts'
import { readHalconfig, writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import type { ServiceName } from '../names.ts'
import type { Deployment } from '../schema/index.ts'
import { secretsOf, struck } from './differences.ts'
import type { Environment } from './environment.ts'
import { revisions } from './revisions.ts'

export interface Collecting {
  readonly home: HalHome
  readonly deployment: Deployment
  readonly environment: Environment
  readonly services: readonly ServiceName[]
  readonly now: Date
  /** What `hal` itself is. */
  readonly version: string
}

/** How much of each log is taken. */
const lines = 10_000

/**
 * Everything that helps somebody else to see what is wrong, in one archive: logs, health, versions, the history of applies, and the
 * configuration with every secret struck out. Returns where it is.
 */
export async function collectLogs({
  home,
  deployment,
  environment,
  services,
  now,
  version,
}: Collecting): Promise<string> {
  const own = home.of(deployment.name)
  const raw = readHalconfig(home).raw
  const elements = Array.isArray(raw.deploymentConfigurations) ? raw.deploymentConfigurations : [raw]
  const secrets = elements.flatMap((each) => secretsOf(each as Record<string, unknown>))
  const entries: TarEntry[] = []
  const add = (path: string, text: string) => entries.push({ path, content: Buffer.from(text), mode: 0o600 })
  if (existsSync(home.config)) add('halconfig.yml', struck(readFileSync(home.config, 'utf8'), secrets))
  for (const [name, directory] of [
    ['profiles', own.profiles],
    ['service-settings', own.serviceSettings],
  ] as const)
    for (const file of existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : [])
      if (file.isFile()) add(`${name}/${file.name}`, struck(readFileSync(join(directory, file.name), 'utf8'), secrets))
  const history = revisions(home, deployment.name).map(({ directory: _, ...revision }) => revision)
  add(
    'about.json',
    JSON.stringify(
      {
        collectedAt: now.toISOString(),
        hal: version,
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
      },
      null,
      2,
    ),
  )
  add('history.json', JSON.stringify(history, null, 2))
  add('status.json', JSON.stringify(await environment.running(deployment), null, 2))
  for (const service of services) {
    const log: string[] = []
    for await (const line of environment.logs(deployment, service, lines)) log.push(line)
    if (log.length > 0) add(`logs/${service}.log`, struck(log.join('\n'), secrets))
  }
  const path = join(own.serviceLogs, `logs-${now.toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`)
  writeAtomically(path, gzipSync(await writeTar(entries, now)))
  return path
}
