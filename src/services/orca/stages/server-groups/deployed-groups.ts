import { problem } from '../../../../platform/errors/index.ts'
import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { StageView } from '../../stage.ts'
import { seconds } from '../results.ts'
import { json, texts } from '../values.ts'
import { findGroup } from './cluster.ts'
import { requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'

export interface GroupReference {
  readonly region: string
  readonly name: string
}

/** The groups that the stage made or acted upon, from `deploy.server.groups`. */
export function deployedGroups(stage: StageView): GroupReference[] {
  const byRegion = json(stage.context['deploy.server.groups'])
  return Object.entries(byRegion).flatMap(([region, names]) => texts(names).map((name) => ({ region, name })))
}

/** A group as the cloud has it now, not as the inventory saw it last; undefined when it is gone. */
export async function readNow(
  stage: StageView,
  clouddriver: ClouddriverClient,
  { region, name }: GroupReference,
): Promise<ServerGroupView | undefined> {
  const account = requireAccount(stage.context)
  const provider = providerOf({ ...stage.context, ...json(stage.context.cluster) })
  await clouddriver
    .refreshCache(provider, 'ServerGroup', { account, region, serverGroupName: name })
    .catch(letAgentsRead)
  return findGroup(clouddriver, stage.execution.application, account, region, name)
}

/** A cloud that can't be read just now is read again by its agents; until then the inventory's last word counts. */
function letAgentsRead(error: unknown): void {
  if ((error as { status?: number }).status === 404) throw problem('invalid', (error as Error).message)
}

/** Often while most things happen, then ever more patiently. */
export const pollBackoff = (_stage: StageView, elapsedMs: number) =>
  elapsedMs < seconds(30) ? seconds(1) : elapsedMs < seconds(300) ? seconds(3) : seconds(10)
