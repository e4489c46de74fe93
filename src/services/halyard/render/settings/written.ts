import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Finding } from '../../findings.ts'
import { isTree, nearest, read, type Tree, withoutSource } from '../../halconfig/index.ts'
import type { HalHome } from '../../home.ts'
import { serviceNames } from '../../names.ts'
import { serviceSettings, type WrittenSettings } from '../../schema/index.ts'
import { merged } from '../tree.ts'

/** What people wrote in `service-settings/`, by the name of the file. */
export type Written = Readonly<Record<string, Partial<WrittenSettings>>>

/** Services of other installations whose settings mean nothing here, or something only to us: `redis` is where one is. */
const others = ['redis', 'monitoring-daemon', 'keel', 'redis-bootstrap', 'clouddriver-bootstrap', 'orca-bootstrap']
const variants = /^(clouddriver-(caching|ro|ro-deck|rw)|echo-(scheduler|worker))$/

/** Reads the files; one that can't be read or is no map is an ERROR and otherwise as if it were not there. */
export function readWritten(home: HalHome, deployment: string, findings: Finding[]): Written {
  const directory = home.of(deployment).serviceSettings
  const result: Record<string, Partial<WrittenSettings>> = {}
  const trees: Record<string, Tree> = {}
  for (const file of filesOf(directory)) {
    const location = `${deployment}.service-settings.${file.replace(/\.ya?ml$/, '')}`
    if (!file.endsWith('.yml')) {
      findings.push({
        severity: 'WARNING',
        location,
        message: `service-settings/${file} is not read: settings are in files <service>.yml.`,
      })
      continue
    }
    const tree = readTree(join(directory, file), location, findings)
    if (tree !== undefined) trees[file.slice(0, -4)] = tree
  }
  // The Operator has settings for every service at once; those of the service itself win.
  const { spinnaker: forAll = {}, ...byService } = trees
  for (const name of new Set<string>([...serviceNames, ...Object.keys(byService)])) {
    const own = byService[name]
    if (own === undefined && Object.keys(forAll).length === 0) continue
    const location = `${deployment}.service-settings.${name}`
    if (!known(name)) findings.push(unknown(name, location))
    else if (variants.test(name)) findings.push(split(name, location))
    result[name] = read(serviceSettings, merged(forAll, own ?? {}), location, findings) as Partial<WrittenSettings>
  }
  return result
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
      .sort()
  } catch {
    return []
  }
}

function readTree(path: string, location: string, findings: Finding[]): Tree | undefined {
  const refuse = (message: string) => findings.push({ severity: 'ERROR', location, message: `${path} ${message}` })
  try {
    const tree: unknown = parse(readFileSync(path, 'utf8'), { logLevel: 'error', merge: true }) ?? {}
    if (isTree(tree)) return tree
    refuse('must be a map of keys.')
  } catch (error) {
    refuse(`can't be read: ${withoutSource(error)}`)
  }
  return undefined
}

const known = (name: string) =>
  (serviceNames as readonly string[]).includes(name) || others.includes(name) || variants.test(name)

function unknown(name: string, location: string): Finding {
  const right = nearest(name, serviceNames)
  return {
    severity: 'WARNING',
    location,
    message: `There is no service '${name}'; service-settings/${name}.yml is not used.`,
    ...(right === undefined ? {} : { remediation: `Did you mean '${right}.yml'?` }),
  }
}

const split = (name: string, location: string): Finding => ({
  severity: 'WARNING',
  location,
  message: `service-settings/${name}.yml is not used: ${name.split('-')[0]} is not split here.`,
  remediation: `Put what it says into service-settings/${name.split('-')[0]}.yml; targetSize says how many run.`,
})
