import { parseName } from '../../../lib/moniker/index.ts'
import type { Json } from '../model.ts'
import type { StageView } from '../stage.ts'
import { deployCluster } from '../stages/server-groups/deploy-cluster.ts'
import { deployedGroups } from '../stages/server-groups/deployed-groups.ts'
import { deployLocation } from '../stages/server-groups/deployment.ts'
import { accountOf, type Location, locationField, providerOf } from '../stages/server-groups/location.ts'
import { json, number, present, text } from '../values.ts'

/** A deploy as its strategy sees it. */
export interface Deploy {
  /** The stage's context, in which a deploy's settings stand side by side. */
  readonly settings: Readonly<Json>
  readonly location: Location
  /** What each stage of a strategy says: place, cluster, moniker, account and cloud. */
  readonly cluster: Readonly<Json>
  /** The group that the new one succeeds; undefined in an empty cluster. */
  readonly source: SourceGroup | undefined
}

/** As resizes name the group whose capacity they go by (orca: ResizeStrategy.Source). */
export interface SourceGroup extends Json {
  readonly region: string
  readonly serverGroupName: string
  readonly credentials: string | undefined
  readonly cloudProvider: string
}

/** @throws when the settings name no application or no place */
export function deployOf(context: Readonly<Json>): Deploy {
  const location = deployLocation(context)
  const name = text(json(context.moniker).cluster) ?? deployCluster(context)?.cluster
  if (location === undefined || name === undefined)
    throw new Error('The strategy needs the application and the region of its cluster.')
  return {
    settings: context,
    location,
    cluster: present({
      ...locationField(location),
      cluster: name,
      moniker: context.moniker,
      credentials: accountOf(context),
      cloudProvider: providerOf(context),
    }),
    source: sourceOf(context),
  }
}

function sourceOf(context: Readonly<Json>): SourceGroup | undefined {
  const { region, serverGroupName, asgName } = json(context.source)
  const [name, place] = [text(serverGroupName) ?? text(asgName), text(region) ?? deployLocation(context)?.value]
  if (name === undefined || place === undefined) return undefined
  return {
    region: place,
    serverGroupName: name,
    credentials: accountOf(context),
    cloudProvider: providerOf(context),
  }
}

/** A deploy that failed and has a source to go back to; undefined also where the deploy failed for what it does not say. */
export function failedDeployOf(context: Readonly<Json>): (Deploy & { readonly source: SourceGroup }) | undefined {
  const source = sourceOf(context)
  return source === undefined || deployLocation(context) === undefined ? undefined : { ...deployOf(context), source }
}

/** The group that the stage made; undefined when it did not come that far. */
export function newGroupOf(
  stage: StageView,
): { readonly region: string; readonly name: string; cluster: string } | undefined {
  const [made] = deployedGroups(stage)
  if (made === undefined) return undefined
  return { ...made, cluster: text(json(stage.context.moniker).cluster) ?? parseName(made.name).cluster ?? made.name }
}

/** Seconds between the new group's start and the old one's end; the older name counts where the newer is not set. */
export function delayBeforeCleanup({ delayBeforeCleanup, delayBeforeDisableSec }: Readonly<Json>): number {
  return number(delayBeforeCleanup) || number(delayBeforeDisableSec) || 0
}
