import type { ServerGroupView } from '../../clouddriver/client.ts'

/** What runs of an application in one of its environments: an account and a stack. */
export interface Environment {
  readonly application: string
  readonly account: string
  readonly stack: string
  readonly provider: string
  /** Of the newest server group that takes traffic: what people call the version. */
  readonly version: string
  readonly serverGroup: { readonly name: string; readonly region: string }
  /** When that server group was made, in milliseconds. */
  readonly since?: number
  readonly up: number
  readonly total: number
  readonly serverGroups: number
}

/** Server groups by application, account and stack; those that are disabled do not count. */
export function environmentsOf(groups: readonly ServerGroupView[]): Environment[] {
  const enabled = groups.filter(({ disabled, isDisabled }) => disabled !== true && isDisabled !== true)
  const byEnvironment = Map.groupBy(enabled, ({ account, moniker }) => [moniker.app, account, moniker.stack].join('\n'))
  return [...byEnvironment.values()]
    .map((all): Environment => {
      const newest = all.reduce((a, b) => ((b.createdTime ?? 0) > (a.createdTime ?? 0) ? b : a))
      return {
        application: String(newest.moniker.app ?? ''),
        account: newest.account,
        stack: newest.moniker.stack ?? '',
        provider: String(newest.cloudProvider ?? newest.type ?? ''),
        version: versionOf(newest),
        serverGroup: { name: newest.name, region: newest.region },
        ...(newest.createdTime ? { since: newest.createdTime } : {}),
        up: all.reduce((sum, { instanceCounts }) => sum + (instanceCounts?.up ?? 0), 0),
        total: all.reduce((sum, { instanceCounts }) => sum + (instanceCounts?.total ?? 0), 0),
        serverGroups: all.length,
      }
    })
    .toSorted(
      (a, b) =>
        a.application.localeCompare(b.application) ||
        a.account.localeCompare(b.account) ||
        a.stack.localeCompare(b.stack),
    )
}

/** A build's number where there is one, else the image: how it is named, or its tag. */
export function versionOf(group: ServerGroupView): string {
  const { jenkins, images } = (group['buildInfo'] ?? {}) as { jenkins?: { number?: string }; images?: string[] }
  if (jenkins?.number) return `#${jenkins.number}`
  const image = images?.[0] ?? (group['image'] as { name?: string; imageId?: string } | undefined)?.name
  return image ?? (group['image'] as { imageId?: string } | undefined)?.imageId ?? ''
}
