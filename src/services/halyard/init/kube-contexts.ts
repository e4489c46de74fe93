import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parse } from 'yaml'
import { problem } from '../../../platform/errors/index.ts'
import { at } from '../halconfig/index.ts'

/** The file that kubectl would read; of several in `KUBECONFIG`, the first. */
export const kubeconfigOf = (env: NodeJS.ProcessEnv): string =>
  env.KUBECONFIG?.split(delimiter).find((path) => path !== '') ?? join(env.HOME ?? homedir(), '.kube/config')

/** The contexts of a kubeconfig, and the one that is current. Throws `invalid` for a file without any. */
export function contextsIn(path: string): { contexts: readonly string[]; current: string | undefined } {
  let tree: unknown
  try {
    tree = parse(readFileSync(path, 'utf8'), { logLevel: 'error', maxAliasCount: 100 })
  } catch (error) {
    // What the file says may be secret; only its name is told.
    const { code } = error as NodeJS.ErrnoException
    throw problem(
      'invalid',
      `The kubeconfig ${path} can't be read (${code ?? 'it is not valid YAML'}). Name one: --kubeconfig FILE`,
    )
  }
  const list = at(tree, 'contexts')
  const contexts = (Array.isArray(list) ? list : [])
    .map((each) => at(each, 'name'))
    .filter((name): name is string => typeof name === 'string')
  if (contexts.length === 0)
    throw problem('invalid', `The kubeconfig ${path} has no context. Make one: kubectl config set-context`)
  const current = at(tree, 'current-context')
  return { contexts, current: contexts.find((name) => name === current) ?? contexts[0] }
}
