import { z } from 'zod'
import { parseName } from '../../../lib/moniker/index.ts'
import type { InstanceCounts } from '../client.ts'
import type { ServerGroup } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { countInstances } from './instance-counts.ts'
import { clusterNameOf } from './server-group.ts'

const names = z.array(z.string()).nullish()
/** What the dashboard of a project goes by; the rest of the project is Front50's. */
export const projectSchema = z.looseObject({
  config: z
    .looseObject({
      applications: names,
      clusters: z
        .array(
          z.looseObject({
            account: z.string(),
            stack: z.string().nullish(),
            detail: z.string().nullish(),
            applications: names,
          }),
        )
        .nullish(),
    })
    .prefault({}),
})

export type ProjectConfig = z.infer<typeof projectSchema>['config']

/**
 * What of a project's clusters runs where and since when, by its patterns for accounts, stacks and details; groups that
 * are disabled or empty are left out (clouddriver: ProjectClustersService).
 */
export function projectClusters(
  { applications, clusters }: ProjectConfig,
  serverGroupsOf: (application: string) => readonly ServerGroup[],
) {
  return (clusters ?? []).map(({ account, stack, detail, applications: own }) => {
    const members = (own ?? applications ?? []).map((application) => {
      const running = serverGroupsOf(application).filter((group) => {
        const parts = parseName(clusterNameOf(group))
        return (
          group.account === account &&
          fits(parts.stack, stack) &&
          fits(parts.detail, detail) &&
          !group.disabled &&
          group.instances.length > 0
        )
      })
      const regions = [...groupedBy(running, ({ region }) => region)].map(([region, groups]) =>
        regionOf(region, groups),
      )
      return { application, lastPush: latest(regions), clusters: regions, counts: total(running) }
    })
    return {
      account,
      stack: stack ?? undefined,
      detail: detail ?? undefined,
      applications: members.map(({ counts: _, ...application }) => application),
      instanceCounts: sum(members.map(({ counts }) => counts)),
    }
  })
}

/** `*` is any; without a pattern only what has none. */
const fits = (part: string | undefined, pattern: string | null | undefined) =>
  pattern === '*' || (pattern ?? undefined) === part

function regionOf(region: string, groups: readonly ServerGroup[]) {
  const builds = [...groupedBy(groups, (group) => JSON.stringify(buildOf(group))).values()].map((members) => ({
    ...buildOf(members[0]),
    deployed: Math.max(...members.map(({ createdTime }) => createdTime)),
    images: imagesOf(members[0]),
  }))
  const lastPush = Math.max(0, ...builds.map(({ deployed }) => deployed))
  return { region, lastPush, builds, instanceCounts: total(groups) }
}

/** The build of a group's image; `0` where nothing is known of one. */
function buildOf({ extra }: ServerGroup) {
  const { jenkins } = (extra['buildInfo'] ?? {}) as { jenkins?: Record<string, unknown> }
  const { host, name, number } = typeof jenkins === 'object' && jenkins !== null ? jenkins : {}
  return { host, job: name, buildNumber: number === undefined ? '0' : String(number) }
}

const imagesOf = ({ extra }: ServerGroup) => (extra['buildInfo'] as { images?: unknown } | undefined)?.images

const latest = (regions: readonly { readonly lastPush: number }[]) =>
  Math.max(0, ...regions.map(({ lastPush }) => lastPush))

const total = (groups: readonly ServerGroup[]) => sum(groups.map(({ instances }) => countInstances(instances)))

function sum(counts: readonly InstanceCounts[]): InstanceCounts {
  const of = (state: keyof InstanceCounts) => counts.reduce((result, each) => result + each[state], 0)
  return {
    total: of('total'),
    up: of('up'),
    down: of('down'),
    unknown: of('unknown'),
    outOfService: of('outOfService'),
    starting: of('starting'),
  }
}
