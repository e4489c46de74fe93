import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseYaml } from '../../../../platform/parsing/index.ts'
import { at, isTree, readHalconfig } from '../../halconfig/index.ts'
import { localPaths } from '../../local-paths.ts'
import type { Deployment, Fields } from '../../schema/index.ts'
import type { DaemonContext } from '../context.ts'
import type { Target } from '../nodes/index.ts'

export interface Draft {
  readonly field: string
  /** What is being written. */
  readonly resource?: unknown
}

/** What may stand in a field of a draft: what the schema allows, accounts that there are, contexts of a kubeconfig. */
export function optionsOf(
  context: DaemonContext,
  deployment: string,
  { node }: Target,
  { field, resource }: Draft,
): readonly string[] {
  const stored = readHalconfig(context.home).deployment(deployment)
  const of = node.kind === 'collection' || node.kind === 'keyed' ? node.of : node
  const key = of.kind === 'section' ? keyOf(of.fields, field) : undefined
  const found = of.kind === 'section' && key !== undefined ? of.fields[key] : undefined
  if (found === undefined || key === undefined) return []
  if ('options' in found && found.options !== undefined) return found.options
  if (found.kind === 'boolean') return ['true', 'false']
  if (key === 'dockerRegistries') return names(stored.providers.dockerRegistry.accounts)
  if (key === 'awsAccount') return names(stored.providers.aws.accounts)
  return key === 'context' ? contextsOf(context, stored, at(resource, 'kubeconfigFile')) : []
}

const names = (accounts: readonly { readonly name: string }[]) => accounts.map(({ name }) => name)

/** The field `context` is known as `kubeContext`, too. */
function keyOf(fields: Fields, word: string): string | undefined {
  const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
  const keys = Object.keys(fields)
  return keys.find((key) => flat(key) === flat(word)) ?? keys.find((key) => flat(word).endsWith(flat(key)))
}

function contextsOf({ home, env }: DaemonContext, { name }: Deployment, given: unknown): string[] {
  const preset = join(env.HOME ?? homedir(), '.kube', 'config')
  for (const path of typeof given === 'string' ? localPaths(given, home, name, env) : [preset]) {
    try {
      const contexts = at(parseYaml(readFileSync(path, 'utf8'), path), 'contexts')
      return Array.isArray(contexts) ? contexts.filter(isTree).map((each) => String(each.name)) : []
    } catch {
      // Not there, or no kubeconfig: it has no contexts to choose from.
    }
  }
  return []
}
