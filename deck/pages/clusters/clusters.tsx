import './clusters.css'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useInfrastructure } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { type ClusterList, useClusterList } from '../../data/infrastructure.ts'
import { useAccounts } from '../../data/queries.ts'
import { useAddress } from '../../ui/address.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { Infrastructure } from '../infrastructure/infrastructure.tsx'
import { countFilters, FilterDrawer, Filters, filtersOf, NO_FILTERS, useTyped } from './filters.tsx'
import { List } from './list.tsx'
import { clearSelection } from './selection.ts'
import { SelectionBar } from './selection-bar.tsx'

/** What runs: clusters, their server groups and the health of each instance, however many there are. */
export const Clusters = () => {
  const { app } = useInfrastructure()
  const [search] = useAddress()
  const filters = filtersOf(search)
  const list = useClusterList(app, filters)
  return (
    <Infrastructure title="Clusters">
      <Loaded of={list} what="Server groups">
        {(found) => {
          if (found.all.serverGroups === 0)
            return (
              <>
                <Unread accounts={found.unread} />
                <NothingYet app={app} />
              </>
            )
          return (
            <div className="clusters-page">
              <aside className="clusters-side" aria-label="Filters">
                <Filters facets={found.facets} />
              </aside>
              <div className="clusters-main">
                <Toolbar app={app} list={found} />
                <Unread accounts={found.unread} />
                <Found app={app} list={found} />
                <SelectionBar app={app} />
              </div>
            </div>
          )
        }}
      </Loaded>
    </Infrastructure>
  )
}

/** What is old on the page, and why. */
const Unread = ({ accounts = [] }: { accounts: ClusterList['unread'] }) =>
  accounts.map(({ account, since, message }) => (
    <div key={account} className="notice clusters-unread" data-state="waiting" role="status">
      {since === undefined ? (
        `${account} could not be read yet, so nothing of it is shown.`
      ) : (
        <>
          {account} cannot be read: what is shown of it is from <When at={since} />.
        </>
      )}{' '}
      It is tried again by itself.
      <div className="quiet small">{message}</div>
    </div>
  ))

const NothingYet = ({ app }: { app: string }) => (
  <Empty title="Nothing runs here yet">
    <div className="stack">
      <div>
        A pipeline with a deploy stage brings the first server group:{' '}
        <Link to="/applications/$app/executions" params={{ app }}>
          to the pipelines
        </Link>
        .
      </div>
      <div className="row tight centred">
        <Creating app={app} />
      </div>
    </div>
  </Empty>
)

const Found = ({ app, list }: { app: string; list: ClusterList }) => {
  const [search, change] = useAddress()
  if (list.total === 0)
    return (
      <Empty title="No server group matches">
        <Button size="compact-sm" variant="default" onClick={() => change(NO_FILTERS)}>
          Show all {list.all.serverGroups}
        </Button>
      </Empty>
    )
  return <List app={app} list={list} search={search} filters={filtersOf(search)} />
}

const SORTS = [
  { value: '', label: 'Oldest instance first' },
  { value: '-launchTime', label: 'Newest instance first' },
  { value: 'id', label: 'Instances by id' },
  { value: 'zone', label: 'Instances by zone' },
]

const Toolbar = ({ app, list }: { app: string; list: ClusterList }) => {
  const [search, change] = useAddress()
  const [text, setText] = useTyped('q')
  const [drawer, setDrawer] = useState(false)
  const shown = search.listInstances === 'true' ? 'list' : search.hideInstances === 'true' ? 'none' : 'squares'
  const selecting = search.multiselect === 'true'
  const count = countFilters(search)
  const { serverGroups, counts } = list.matched
  return (
    <div className="stack clusters-toolbar">
      <div className="row tight">
        <TextInput
          size="xs"
          className="clusters-search"
          aria-label="Filter server groups"
          placeholder="Words, cluster:x, detail:x, tag:key=value"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          variant="default"
          className="clusters-open-filters"
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          onClick={() => setDrawer(true)}
        >
          {count > 0 ? `Filters (${count})` : 'Filters'}
        </Button>
        <NativeSelect
          size="xs"
          aria-label="Instances as"
          value={shown}
          onChange={({ currentTarget: { value } }) =>
            change({
              listInstances: value === 'list' ? 'true' : undefined,
              hideInstances: value === 'none' ? 'true' : undefined,
            })
          }
          data={[
            { value: 'squares', label: 'Instances as squares' },
            { value: 'list', label: 'List of instances' },
            { value: 'none', label: 'No instances' },
          ]}
        />
        {shown !== 'none' && (
          <NativeSelect
            size="xs"
            aria-label="Order of instances"
            value={search.instanceSort === 'launchTime' ? '' : (search.instanceSort ?? '')}
            onChange={({ currentTarget: { value } }) => change({ instanceSort: value || undefined })}
            data={SORTS}
          />
        )}
        <Button
          size="compact-sm"
          variant={selecting ? 'filled' : 'default'}
          aria-pressed={selecting}
          onClick={() => {
            if (selecting) clearSelection()
            change({ multiselect: selecting ? undefined : 'true' })
          }}
        >
          Select
        </Button>
        <span className="push row tight">
          <Creating app={app} />
        </span>
      </div>
      <div className="quiet small" role="status">
        {counted(serverGroups, 'server group')}
        {serverGroups < list.all.serverGroups && ` of ${list.all.serverGroups}`} · {counts.up} of{' '}
        {counted(counts.total, 'instance')} up
        {counts.down > 0 && `, ${counts.down} down`}
        {counts.starting > 0 && `, ${counts.starting} starting`}
        {counts.outOfService > 0 && `, ${counts.outOfService} out of service`}
        {counts.unknown > 0 && `, ${counts.unknown} unknown`}
      </div>
      <FilterDrawer facets={list.facets} opened={drawer} close={() => setDrawer(false)} />
    </div>
  )
}

/** What brings server groups in, of each cloud that has an account. */
const Creating = ({ app }: { app: string }) => {
  const accounts = useAccounts().data ?? []
  const providers = [...new Set(accounts.map(({ cloudProvider, type }) => cloudProvider ?? type ?? ''))]
  return (
    <Suspense>
      {providers.map((provider) => (
        <CreatingIn key={provider} app={app} provider={provider} />
      ))}
    </Suspense>
  )
}

const CreatingIn = ({ app, provider }: { app: string; provider: string }) => {
  const { ApplicationActions } = usePanels(provider)
  return <ApplicationActions app={app} />
}
