import { Link, useParams } from '@tanstack/react-router'
import { useServerGroups } from '../../data/queries.ts'
import type { Instance, ServerGroup } from '../../data/shapes.ts'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { healthState } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { imagesOf } from './images.ts'
import { ServerGroupPanel } from './server-group-panel.tsx'

/** Squares drawn for one server group; beyond them the counts tell. */
const MOST_SQUARES = 120

interface Cluster {
  name: string
  account: string
  groups: ServerGroup[]
}

const clustersOf = (groups: readonly ServerGroup[]): Cluster[] => {
  const clusters = new Map<string, Cluster>()
  for (const group of groups) {
    const name = group.moniker?.cluster ?? group.cluster ?? group.name
    const key = `${group.account}/${name}`
    const cluster = clusters.get(key) ?? { name, account: group.account, groups: [] }
    cluster.groups.push(group)
    clusters.set(key, cluster)
  }
  for (const { groups: ofCluster } of clusters.values())
    ofCluster.sort((a, b) => a.region.localeCompare(b.region) || (b.createdTime ?? 0) - (a.createdTime ?? 0))
  return [...clusters.values()].sort((a, b) => a.name.localeCompare(b.name) || a.account.localeCompare(b.account))
}

/** What runs: clusters, their server groups and the health of each instance; a chosen server group beside them. */
export const Clusters = () => {
  const { app, account, region, name } = useParams({ strict: false }) as Record<string, string>
  const groups = useServerGroups(app ?? '')
  const open = account && region && name
  return (
    <div className={open ? 'sides open' : 'sides'}>
      <div className="stack">
        <Loaded of={groups} what="Server groups">
          {(all) =>
            all.length === 0 ? (
              <Empty title="Nothing runs here yet">A pipeline with a deploy stage brings the first server group.</Empty>
            ) : (
              clustersOf(all).map((cluster) => (
                <ClusterPanel key={`${cluster.account}/${cluster.name}`} app={app ?? ''} cluster={cluster} />
              ))
            )
          }
        </Loaded>
      </div>
      {open && <ServerGroupPanel key={`${account}/${region}/${name}`} {...{ app: app ?? '', account, region, name }} />}
    </div>
  )
}

const ClusterPanel = ({ app, cluster }: { app: string; cluster: Cluster }) => (
  <section className="panel" aria-label={`Cluster ${cluster.name}`}>
    <div className="top">
      <h2>{cluster.name}</h2>
      <Place account={cluster.account} />
    </div>
    {cluster.groups.map((group) => (
      <Link
        key={`${group.region}/${group.name}`}
        to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
        params={{
          app,
          provider: group.cloudProvider ?? group.type ?? 'unknown',
          account: group.account,
          region: group.region,
          name: group.name,
        }}
        className={group.isDisabled ? 'group off' : 'group'}
        activeProps={{ className: 'group active' }}
      >
        <span>
          <strong>{group.name}</strong> {group.isDisabled && <span className="tag">disabled</span>}
          <span className="quiet small">
            {' '}
            {group.region} · <When at={group.createdTime} />
          </span>
        </span>
        <span className="mono quiet clip">{imagesOf(group).join(', ') || '–'}</span>
        <Capacity group={group} />
        <Squares instances={group.instances ?? []} />
      </Link>
    ))}
  </section>
)

const Capacity = ({ group }: { group: ServerGroup }) => {
  const { up = 0, total = group.instances?.length ?? 0 } = group.instanceCounts ?? {}
  return (
    <span className="small">
      {up} of {total} up
      <span className="quiet"> / {group.capacity?.desired ?? '–'}</span>
    </span>
  )
}

const Squares = ({ instances }: { instances: Instance[] }) => (
  <span className="squares" aria-hidden="true">
    {instances.slice(0, MOST_SQUARES).map((instance) => (
      <i
        key={instance.id ?? instance.name}
        data-state={healthState(instance.healthState)}
        title={`${instance.name}: ${instance.healthState ?? 'Unknown'}`}
      />
    ))}
    {instances.length > MOST_SQUARES && <span className="quiet small">+{instances.length - MOST_SQUARES}</span>}
  </span>
)
