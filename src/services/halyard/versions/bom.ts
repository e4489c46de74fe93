import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { problem } from '../../../platform/errors/index.ts'
import type { Finding } from '../findings.ts'
import { isTree, type Tree, writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { serviceNames } from '../names.ts'
import { release } from './release.ts'

export interface Artifact {
  readonly version: string
  readonly commit?: string
  readonly artifactSources?: Readonly<Record<string, string>>
}

/** What a version consists of, as Spinnaker writes it. */
export interface BillOfMaterials {
  readonly version: string
  readonly timestamp?: string
  readonly hostname?: string
  readonly artifactSources?: Readonly<Record<string, string>>
  readonly services: Readonly<Record<string, Artifact>>
  readonly dependencies?: Readonly<Record<string, { readonly version: string }>>
}

export interface ResolvedVersion {
  readonly bom: BillOfMaterials
  /** What people should know of it. */
  readonly findings: readonly Finding[]
}

/**
 * What a `version` of a halconfig means here: this release, a bill of materials of one's own (`local:NAME`), a reference of Git
 * (`branch:REF`). Any release of Spinnaker means this one, with a notice. Throws `notFound` for a local one that is not there.
 */
export function resolveVersion(home: HalHome, version: string): ResolvedVersion {
  if (version.startsWith('local:')) return { bom: localBom(home, version.slice('local:'.length)), findings: [] }
  if (version.startsWith('branch:')) return { bom: branchBom(version), findings: [] }
  if (version === '' || version === release()) return { bom: releaseBom(), findings: [] }
  return {
    bom: releaseBom(),
    findings: [
      {
        severity: 'INFO',
        location: 'Global',
        message: `Version ${version} is one of Spinnaker; what runs is Gennaker ${release()}.`,
        remediation: `Nothing needs to be done. 'hal config version edit --version ${release()}' says so in the halconfig.`,
      },
    ],
  }
}

/** The bill of materials of this release: every service is part of it, under one version. */
export const releaseBom = (): BillOfMaterials => ({
  version: release(),
  services: Object.fromEntries(serviceNames.map((name) => [name, { version: release() }])),
})

const branchBom = (version: string): BillOfMaterials => ({
  version,
  services: Object.fromEntries(
    serviceNames.map((name) => [name, { version, commit: version.slice('branch:'.length) }]),
  ),
})

const pathOf = (home: HalHome, name: string) => {
  if (!/^[\w][\w.+-]*$/.test(name))
    throw problem('invalid', `'${name}' is no name of a version: letters, digits, . + - _.`)
  return join(home.boms, 'bom', `${name}.yml`)
}

function localBom(home: HalHome, name: string): BillOfMaterials {
  const path = pathOf(home, name)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    const names = localVersions(home)
    throw problem(
      'notFound',
      `There is no bill of materials ${path}. ${names.length > 0 ? `There are ${names.join(', ')}.` : "'hal admin publish bom' writes one."}`,
    )
  }
  return readBom(text, path)
}

/** Throws `invalid` for what is no bill of materials. */
export function readBom(text: string, what: string): BillOfMaterials {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw problem('invalid', `${what} is not valid YAML: ${(error as Error).message}`)
  }
  if (!isTree(value) || typeof value.version !== 'string' || !isTree(value.services))
    throw problem('invalid', `${what} is no bill of materials: it has a version and services.`)
  const wrong = Object.entries(value.services).find(([, each]) => !isTree(each) || each.version === undefined)
  if (wrong !== undefined) throw problem('invalid', `${what}: the service ${wrong[0]} has no version.`)
  return value as unknown as BillOfMaterials
}

/** Puts a bill of materials where `local:NAME` finds it. */
export function publishBom(home: HalHome, bom: BillOfMaterials): string {
  const name = bom.version.replace(/^local:/, '')
  const path = pathOf(home, name)
  writeAtomically(path, stringify(bom, { lineWidth: 0 }))
  return path
}

/** `local:NAME` of each bill of materials in the home. */
export function localVersions(home: HalHome): string[] {
  try {
    return readdirSync(join(home.boms, 'bom'))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => `local:${name.slice(0, -'.yml'.length)}`)
      .sort()
  } catch {
    return []
  }
}

/** What `hal config version edit` may be told. */
export const knownVersions = (home: HalHome): string[] => [release(), ...localVersions(home)]

/** What was published of local versions: names, changes, and which must not be used. */
export interface VersionIndex {
  readonly latestHalyard?: string
  readonly latestSpinnaker?: string
  readonly versions: readonly (Tree & { readonly version: string })[]
  readonly illegalVersions: readonly { readonly version: string; readonly reason: string }[]
}

const indexPath = (home: HalHome) => join(home.boms, 'versions.yml')

export function readIndex(home: HalHome): VersionIndex {
  let value: unknown
  try {
    value = parse(readFileSync(indexPath(home), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw problem('invalid', `${indexPath(home)} can't be read: ${(error as Error).message}`)
  }
  const tree = isTree(value) ? value : {}
  const list = (each: unknown) => (Array.isArray(each) ? each.filter(isTree) : [])
  return {
    ...tree,
    versions: list(tree.versions),
    illegalVersions: list(tree.illegalVersions),
  } as unknown as VersionIndex
}

export const writeIndex = (home: HalHome, index: VersionIndex) =>
  writeAtomically(indexPath(home), stringify(index, { lineWidth: 0 }))

/** This release and the local versions, with what was published of them. */
export function availableVersions(home: HalHome): Pick<VersionIndex, 'versions' | 'illegalVersions'> {
  const { versions, illegalVersions } = readIndex(home)
  const published = (version: string) =>
    versions.find((each) => each.version === version || `local:${each.version}` === version)
  return {
    versions: [
      { version: release(), alias: 'Gennaker', changelog: 'CHANGELOG.md' },
      ...localVersions(home).map((version) => ({ ...published(version), version })),
    ],
    illegalVersions,
  }
}
