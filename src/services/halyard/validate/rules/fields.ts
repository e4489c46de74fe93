import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { isSecretReference, secretReference } from '../../../../platform/secrets/reference.ts'
import { placeOf } from '../../findings.ts'
import { isTree, at as valueAt } from '../../halconfig/index.ts'
import { localPaths } from '../../local-paths.ts'
import { deploymentConfiguration, type Field, integrations, type Node, type Section } from '../../schema/index.ts'
import type { Checked, Remark, Rule } from '../rule.ts'

/** Where the walk is. What is switched off is looked at with milder eyes. */
interface Place {
  readonly checked: Checked
  readonly at: string
  readonly active: boolean
  /** In a list, where what an element needs must be there; a section that nobody filled in needs nothing. */
  readonly listed: boolean
}

/** What the schema itself says of each value: required, its pattern, its file, the versions that know it. */
export const fields: Rule = {
  name: 'fields',
  *check(checked) {
    yield* walk(deploymentConfiguration, checked.deployment, { checked, at: '', active: true, listed: false })
    for (const integration of checked.deployment.canary.serviceIntegrations) {
      const account = integrations.find(({ name }) => name === integration.name)!.account as Section
      const active = checked.deployment.canary.enabled && integration.enabled
      for (const each of integration.accounts)
        yield* walk(account, each, { checked, at: `canary.${integration.name}.${each.name}`, active, listed: true })
    }
  },
}

function* walk(node: Node, value: unknown, place: Place): Iterable<Remark> {
  switch (node.kind) {
    case 'section':
      yield* walkSection(node, value, place)
      break
    case 'collection':
      for (const each of Array.isArray(value) ? value : []) {
        const name = valueAt(each, node.key)
        yield* walk(node.of, each, { ...place, at: join_(parentOf(place.at), String(name ?? '?')), listed: true })
      }
      break
    case 'keyed':
      if (isTree(value))
        for (const [name, each] of Object.entries(value))
          yield* walk(node.of, each, { ...place, at: join_(place.at, name) })
      break
    default:
      yield* checkField(node, value, place)
  }
}

function* walkSection(section: Section, value: unknown, place: Place): Iterable<Remark> {
  if (!isTree(value)) return
  const active = place.active && value.enabled !== false
  for (const [key, node] of Object.entries(section.fields))
    yield* walk(node, value[key], {
      ...place,
      at: join_(place.at, placeOf(key)),
      active: active && isChosen(section, key, value),
    })
}

/** Of several stores and several directories of groups, one is used. */
function isChosen(section: Section, key: string, value: Record<string, unknown>): boolean {
  if (section.fields[key]?.kind !== 'section') return true
  if ('persistentStoreType' in section.fields) return value.persistentStoreType === key
  if ('service' in section.fields) return String(value.service).toLowerCase() === key
  return true
}

const parentOf = (at: string) => at.slice(0, Math.max(0, at.lastIndexOf('.')))
const join_ = (at: string, key: string) => (at === '' ? key : `${at}.${key}`)

function* checkField(field: Field, value: unknown, place: Place): Iterable<Remark> {
  const key = place.at.slice(place.at.lastIndexOf('.') + 1)
  const at = parentOf(place.at)
  if (value === undefined || value === '') {
    if (field.required && place.listed && key !== 'name')
      yield { severity: place.active ? 'ERROR' : 'WARNING', at, says: `${key} is missing.`, remedy: field.describe }
    return
  }
  if (field.versions && value !== false) yield* checkVersion(field.versions, key, at, place.checked.deployment.version)
  if (typeof value !== 'string') return
  const isReference: boolean = isSecretReference(value)
  if (isReference) {
    yield* checkReference(value, key, at, place.active)
    return
  }
  if (value.startsWith('configserver:') || value.includes('${')) return
  if (field.pattern && !field.pattern.of.test(value))
    yield {
      severity: 'FATAL',
      at,
      says: `${field.pattern.says}: ${field.secret ? '***' : value}`,
      remedy: field.describe,
    }
  if (field.file) yield* checkFile(value, key, at, place)
}

function* checkReference(value: string, key: string, at: string, active: boolean): Iterable<Remark> {
  try {
    secretReference(value)
  } catch (error) {
    yield {
      severity: active ? 'ERROR' : 'WARNING',
      at,
      says: `${key}: ${(error as Error).message}`,
      remedy: 'docs/configuration.md names the engines and their parameters.',
    }
  }
}

function* checkFile(path: string, key: string, at: string, { checked, active }: Place): Iterable<Remark> {
  const paths = localPaths(path, checked.home, checked.deployment.name, checked.env)
  const file = paths.find((each) => existsSync(each)) ?? paths[0]!
  const severity = active ? 'FATAL' : 'WARNING'
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined)
    yield { severity, at, says: `${key}: there is no file ${file}.`, remedy: 'Put it there, or name another.' }
  else if (found.isDirectory()) yield { severity, at, says: `${key}: ${file} is a folder.`, remedy: 'Name a file.' }
  else {
    try {
      accessSync(file, constants.R_OK)
    } catch {
      yield {
        severity,
        at,
        says: `${key}: ${file} can't be read by ${userInfo().username}.`,
        remedy: `Let ${userInfo().username} read it: chown or chmod.`,
      }
    }
  }
}

function* checkVersion(
  range: NonNullable<Field['versions']>,
  key: string,
  at: string,
  version: string,
): Iterable<Remark> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return
  const { from, to } = range
  if (from !== undefined && compare(version, from) < 0)
    yield {
      severity: 'WARNING',
      at,
      says: `Field ${key} not supported for Spinnaker version ${version}: it came with ${from}.`,
      remedy: 'Take it away, or choose a newer version.',
    }
  if (to !== undefined && compare(version, to) > 0)
    yield {
      severity: 'WARNING',
      at,
      says: `Field ${key} not supported for Spinnaker version ${version}: it is always on since ${to}.`,
      remedy: 'Take it away.',
    }
}

function compare(one: string, other: string): number {
  const [left, right] = [one, other].map((each) => each.split('.').map(Number)) as [number[], number[]]
  const index = left.findIndex((part, at) => part !== right[at])
  return index < 0 ? 0 : left[index]! - right[index]!
}
