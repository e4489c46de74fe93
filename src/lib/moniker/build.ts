import { containsPush, isName, isNameWithHyphen } from './characters.ts'
import { InvalidNameError, requirePart } from './errors.ts'
import { type Labels, labelValues, renderLabels } from './labels.ts'
import { parseName } from './parse.ts'

/** How many sequence numbers a cluster has: after `v999` comes `v000`. */
export const SEQUENCE_NUMBERS = 1000

/** The parts that make a cluster. */
export interface NameParts {
  readonly app?: string | null
  readonly stack?: string | null
  readonly detail?: string | null
}

/**
 * Joins application, stack and detail to a cluster's name; a detail without a stack keeps the stack's hyphen
 * (`shop--blue`). Unchecked, but for the application: it must be there (frigga: NameBuilder.combineAppStackDetail).
 */
export function buildClusterName({ app, stack, detail }: NameParts): string {
  const application = requirePart(app, 'appName')
  if (detail) return `${application}-${stack ?? ''}-${detail}`
  return stack ? `${application}-${stack}` : application
}

/** A load balancer is named like a cluster (frigga: LoadBalancerNameBuilder). */
export const buildLoadBalancerName = buildClusterName

/** A cluster's name with its labels, unchecked (frigga: AutoScalingGroupNameBuilder.buildGroupName(false)). */
export function buildGroupName(parts: NameParts & Labels): string {
  return buildClusterName(parts) + renderLabels(parts)
}

/**
 * As `buildGroupName`, but throws InvalidNameError for a part with other than name characters, or with a push in stack
 * or detail (frigga: AutoScalingGroupNameBuilder.buildGroupName(true)).
 */
export function buildCheckedGroupName(parts: NameParts & Labels): string {
  const app = requirePart(parts.app, 'appName')
  const plain = [app, ...(parts.stack ? [parts.stack] : []), ...labelValues(parts)]
  if (!plain.every(isName) || (parts.detail && !isNameWithHyphen(parts.detail))) {
    throw new InvalidNameError('(Use alphanumeric characters only)')
  }
  if (parts.stack && containsPush(parts.stack)) throw new InvalidNameError('stack cannot contain a push version')
  if (parts.detail && containsPush(parts.detail)) throw new InvalidNameError('detail cannot contain a push version')
  return buildGroupName(parts)
}

/** The name of the resource at a moniker, with its sequence if it has one (kork: FriggaReflectiveNamer.applyMoniker). */
export function nameOf(moniker: NameParts & { readonly sequence?: number | null }): string {
  const cluster = buildClusterName(moniker)
  const { sequence } = moniker
  return sequence === null || sequence === undefined ? cluster : withSequence(cluster, sequence)
}

/** Appends `-v000` to a cluster: at least three places, a minus sign being one of them, as Java's `%03d`. */
export function withSequence(cluster: string, sequence: number): string {
  const digits = String(Math.abs(sequence))
  return `${cluster}-v${sequence < 0 ? `-${digits.padStart(2, '0')}` : digits.padStart(3, '0')}`
}

/**
 * The name after that of a server group, whoever holds it; from 999 on it is `v000` again. A name that does not parse
 * answers `null-v000`, which is what the original says (frigga: AutoScalingGroupNameBuilder.buildNextGroupName).
 */
export function buildNextGroupName(serverGroup: string): string {
  const { cluster, sequence } = parseName(serverGroup)
  const next = sequence === undefined ? 0 : sequence + 1
  return withSequence(cluster ?? 'null', next >= SEQUENCE_NUMBERS ? 0 : next)
}
