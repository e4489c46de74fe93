import { problem } from '../../../../platform/errors/index.ts'
import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { StageView } from '../../stage.ts'
import { json, number, text, texts } from '../../values.ts'
import { minutes, seconds } from '../results.ts'
import { requireAccount } from './deployment.ts'
import { providerOf } from './location.ts'

export interface GroupReference {
  readonly region: string
  readonly name: string
}

const operations = ['disableAsg', 'enableAsg', 'enableServerGroup', 'disableServerGroup']

/** The groups that an operation of the stage is about: those that it enabled or disabled, else all of `deploy.server.groups`. */
export function groupsActedUpon(stage: StageView): GroupReference[] {
  const { context } = stage
  const operation = operations.find((each) => context[`targetop.asg.${each}.name`] !== undefined)
  const name = text(context[`targetop.asg.${operation}.name`])
  const regions = texts(context[`targetop.asg.${operation}.regions`])
  return name === undefined || regions.length === 0
    ? deployedGroups(stage)
    : regions.map((region) => ({ region, name }))
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
  return clouddriver.serverGroupNamed(account, region, name)
}

/** A cloud that can't be read just now is read again by its agents; until then the inventory's last word counts. */
function letAgentsRead(error: unknown): void {
  if ((error as { status?: number }).status === 404) throw problem('invalid', (error as Error).message)
}

/** Often while most things happen, then ever more patiently (orca: AbstractInstancesCheckTask). */
export const pollBackoff = ({ context }: StageView, elapsedMs: number) => {
  if (elapsedMs > minutes(60)) return minutes(2)
  if (elapsedMs > minutes(30)) return minutes(1)
  // A group that seems to have lost its size is looked at a fixed number of times: these must take a while.
  const seemsEmpty = (number(context.zeroDesiredCapacityCount) ?? 0) > 0
  if (seemsEmpty || elapsedMs >= seconds(300)) return seconds(10)
  // Each look costs the cloud a handful of calls, and a machine takes half a minute at least to boot.
  return elapsedMs < seconds(5) ? seconds(1) : seconds(3)
}
