import { rmSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import type { Finding } from '../findings.ts'
import { at, isTree, nearest, type Tree, writeAtomically } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { yamlOf } from '../render/tree.ts'
import { withAccounts } from './accounts.ts'
import { withExposure } from './expose.ts'
import { type ManifestText, readManifests } from './manifests.ts'

/** A deployment that stands somewhere else, as the files that a home of Halyard has. */
export interface ManifestHome {
  /** The name of its deployment. */
  readonly deployment: string
  /** What the files say, by their paths below the home. */
  readonly files: ReadonlyMap<string, string | Buffer>
  readonly findings: readonly Finding[]
}

/** `spec.kustomize`: what is patched of the objects that are made. */
const operatorFile = 'operator.yml'

/** Throws `invalid` for what is no SpinnakerService. */
export function fromSpinnakerService(texts: readonly ManifestText[]): ManifestHome {
  const findings: Finding[] = []
  const { service, accounts, others } = readManifests(texts)
  const spec = mapAt(service, 'spec')
  const given = mapAt(spec, 'spinnakerConfig')
  warnOfUnknown(spec, ['spinnakerConfig', 'expose', 'validation', 'accounts', 'kustomize'], 'spec', findings)
  warnOfUnknown(given, ['config', 'profiles', 'service-settings', 'files'], 'spec.spinnakerConfig', findings)
  if (others.length > 0)
    findings.push({ severity: 'WARNING', location: 'Global', message: `Not read: ${others.join(', ')}.` })

  const wanted = at(spec, 'accounts.enabled') === true ? accounts : []
  if (accounts.length > wanted.length)
    findings.push({
      severity: 'WARNING',
      location: 'Global',
      message: 'The SpinnakerAccounts are not taken: spec.accounts.enabled is not true.',
    })
  const own = mapAt(given, 'config')
  const deployment = nameOf(own)
  const config = withEnvironment(withAccounts(own, wanted, deployment, findings), service)
  const files = new Map<string, string>()
  files.set(
    'config',
    yamlOf({ currentDeployment: deployment, deploymentConfigurations: [{ ...config, name: deployment }] }),
  )
  for (const [name, content] of profilesOf(mapAt(given, 'profiles')))
    files.set(join(deployment, 'profiles', name), content)
  const settings = withExposure(mapAt(given, 'service-settings'), spec.expose, deployment, findings)
  for (const [name, value] of Object.entries(settings))
    if (isTree(value) && Object.keys(value).length > 0)
      files.set(join(deployment, 'service-settings', `${fileName(name)}.yml`), yamlOf(value))
  for (const [name, content] of Object.entries(mapAt(given, 'files')))
    files.set(join(deployment, pathOf(name)), textOf(content, `spec.spinnakerConfig.files.${name}`))
  if (isTree(spec.kustomize)) files.set(join(deployment, 'kustomize', operatorFile), yamlOf(spec.kustomize))
  return { deployment, files, findings }
}

/** Writes the files below a folder of their own, which is emptied first. Only its owner reads them. */
export function writeHome({ files }: ManifestHome, directory: string): HalHome {
  rmSync(directory, { recursive: true, force: true })
  for (const [path, content] of files) writeAtomically(join(directory, path), content)
  return homeAt(directory)
}

/** The Operator runs where its objects are: on Kubernetes, in their namespace, unless the halconfig says otherwise. */
function withEnvironment(config: Tree, service: Tree): Tree {
  const given = mapAt(config, 'deploymentEnvironment')
  const namespace = at(service, 'metadata.namespace')
  const location = typeof namespace === 'string' ? { location: namespace } : {}
  return { ...config, deploymentEnvironment: { type: 'Distributed', ...location, ...given } }
}

function nameOf({ name = 'default' }: Tree): string {
  if (typeof name === 'string' && /^\w[\w.-]*$/.test(name)) return name
  throw problem('invalid', `spec.spinnakerConfig.config.name must be a name for a folder, not '${name}'.`)
}

/** `<service>-local.yml` of each that says something; Deck's settings are JavaScript. */
function profilesOf(profiles: Tree): [string, string][] {
  return Object.entries(profiles).flatMap(([name, value]): [string, string][] => {
    const script =
      name === 'settings-local.js' ? value : name === 'deck' && isTree(value) ? value['settings-local.js'] : undefined
    if (typeof script === 'string') return [['settings-local.js', script]]
    if (typeof value === 'string') return [[`${fileName(name)}-local.yml`, value]]
    if (!isTree(value) || Object.keys(value).length === 0 || name === 'deck' || name.endsWith('.js')) return []
    const file = name === 'spinnakerconfig' ? 'spinnakerconfig.yml' : `${fileName(name)}-local.yml`
    return [[file, yamlOf(value)]]
  })
}

const fileName = (name: string) => {
  if (/^[\w-]+$/.test(name)) return name
  throw problem('invalid', `'${name}' is no name of a service.`)
}

/** `profiles__rosco__packer__own.json` is a path, and stays below the deployment. `where` names it in errors. */
export function pathOf(name: string, where = 'spec.spinnakerConfig.files'): string {
  const path = normalize(name.replaceAll('__', '/'))
  if (path.startsWith('/') || path.startsWith('..') || path === '.' || path.endsWith('/'))
    throw problem('invalid', `${where}: '${name}' leads out of the deployment.`)
  return path
}

function textOf(content: unknown, where: string): string {
  if (typeof content === 'string') return content
  throw problem('invalid', `${where} must be a text: begin it with | in YAML.`)
}

function mapAt(tree: Tree, key: string): Tree {
  const value = tree[key]
  if (value === undefined || value === null) return {}
  if (isTree(value)) return value
  throw problem('invalid', `${key} of the SpinnakerService must be a map of keys.`)
}

function warnOfUnknown(tree: Tree, known: readonly string[], where: string, findings: Finding[]): void {
  for (const key of Object.keys(tree)) {
    if (known.includes(key)) continue
    const right = nearest(key, known)
    findings.push({
      severity: 'WARNING',
      location: 'Global',
      message: `${where} has an unknown key '${key}', which means nothing.`,
      ...(right === undefined ? {} : { remediation: `Did you mean '${right}'?` }),
    })
  }
}
