import { PUSH } from './characters.ts'
import { InvalidNameError } from './errors.ts'
import { type Labels, parseLabels } from './labels.ts'

/** A resource's place: which application, which cluster of it, and which member of the cluster. */
export interface Moniker {
  readonly app?: string
  readonly cluster?: string
  readonly stack?: string
  readonly detail?: string
  readonly sequence?: number
}

/** All that a name tells. Every field is absent when the name is not `app[-[stack][-[detail]]][-v000]`. */
export interface ParsedName extends Moniker, Labels {
  /** The whole name. */
  readonly group?: string
  /** The version as it is written: `v012`. */
  readonly push?: string
}

const withPush = new RegExp(`^([-a-zA-Z0-9._~^]*)-(${PUSH})$`)
const clusterName = /^([a-zA-Z0-9._]+)(?:-([a-zA-Z0-9._]*)(?:-([-a-zA-Z0-9._~^]*))?)?$/

/**
 * Takes a name apart (frigga: Names.parseName). Never fails: a name that does not fit answers `{}`.
 * Only the last push counts; one before it stays in the cluster, as stack or detail.
 */
export function parseName(name: string | null | undefined): ParsedName {
  if (!name) return {}
  const push = withPush.exec(name)
  const cluster = push?.[1] ?? name
  const parts = clusterName.exec(cluster)
  if (!parts) return {}
  return {
    group: name,
    cluster,
    app: parts[1],
    ...(parts[2] && { stack: parts[2] }),
    ...(parts[3] && { detail: parts[3] }),
    ...(push?.[2] && { push: push[2], sequence: Number(push[2].slice(1)) }),
    ...parseLabels(cluster),
  }
}

/**
 * As `parseName`, but throws InvalidNameError for a name that is not one. A name with a push is always let through,
 * also when what stands before the push is no cluster, and then answers `{}` (frigga: Names.parseNameOrThrow).
 */
export function parseNameOrThrow(name: string | null | undefined): ParsedName {
  if (!name || !(withPush.test(name) || clusterName.test(name))) throw new InvalidNameError(`Invalid name '${name}'`)
  return parseName(name)
}

/** The moniker of a resource with that name (kork: FriggaReflectiveNamer.deriveMoniker). */
export function deriveMoniker(name: string | null | undefined): Moniker {
  const { app, cluster, stack, detail, sequence } = parseName(name)
  if (app === undefined) return {}
  return {
    app,
    cluster,
    ...(stack !== undefined && { stack }),
    ...(detail !== undefined && { detail }),
    ...(sequence !== undefined && { sequence }),
  }
}
