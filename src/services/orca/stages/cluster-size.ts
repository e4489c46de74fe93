import type { ClouddriverClient } from '../../clouddriver/client.ts'
import type { Json } from '../model.ts'
import { isTrue, number, text, texts } from '../values.ts'
import { isAt } from './server-groups/cluster.ts'
import { accountOf, clusterOf, providerOf } from './server-groups/location.ts'

const comparisons: Readonly<Record<string, (count: number, expected: number) => boolean>> = {
  '<': (count, expected) => count < expected,
  '<=': (count, expected) => count <= expected,
  '==': (count, expected) => count === expected,
  '>=': (count, expected) => count >= expected,
  '>': (count, expected) => count > expected,
}

/** Whether a cluster has as many server groups as expected in every region; one that isn't there has none (orca: ClusterSizePreconditionTask). */
export async function clusterSize(
  clouddriver: ClouddriverClient,
  context: Json,
): Promise<{ readonly holds: boolean; readonly words: string }> {
  const [named, account, regions] = [clusterOf(context), accountOf(context), texts(context['regions'])]
  const sign = text(context['comparison']) ?? '=='
  const compare = comparisons[sign]
  const expected = number(context['expected'] ?? 1)
  const wrong = [
    named === undefined && '`cluster` or `moniker` is missing',
    account === undefined && '`credentials` is missing',
    regions.length === 0 && '`regions` is empty',
    compare === undefined && `\`comparison\` must be one of ${Object.keys(comparisons).join(', ')}`,
    (expected === undefined || expected < 0) && '`expected` must be a number from 0',
  ].filter((reason) => reason !== false)
  if (
    named === undefined ||
    account === undefined ||
    compare === undefined ||
    expected === undefined ||
    wrong.length > 0
  )
    return { holds: false, words: `Invalid configuration of the precondition clusterSize: ${wrong.join('; ')}` }

  const [cluster] = await clouddriver.cluster(named.application, account, named.cluster, providerOf(context))
  const groups = (cluster?.serverGroups ?? []).filter(
    ({ disabled }) => !(disabled && isTrue(context['onlyEnabledServerGroups'])),
  )
  const failures = regions.flatMap((region) => {
    const count = groups.filter((group) => isAt(group, { type: 'REGION', value: region })).length
    return compare(count, expected) ? [] : [`${count} in ${region}`]
  })
  const words = `Precondition check failed: expected ${sign} ${expected} server groups of cluster ${named.cluster} in every region, found ${failures.join(', ')}`
  return { holds: failures.length === 0, words }
}
