import { useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { Health } from '../../clouds/any/instances.tsx'
import { get, path } from '../../data/gate.ts'
import { useGate, useServerGroup } from '../../data/queries.ts'
import type { Instance } from '../../data/shapes.ts'
import { Dialogs } from '../../ui/dialogs.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { InstanceDetails } from '../clusters/instance-panel.tsx'

/** An instance by itself: its address names where it is, not whose. */
export const InstancePage = () => {
  const { account = '', region = '', instanceId = '' } = useParams({ strict: false })
  usePageTitle(`Instance ${instanceId}`)
  const instance = useGate(['serverGroups', '', 'instance', account, region, instanceId], (signal) =>
    get<Instance>(path('instances', account, region, instanceId), undefined, signal),
  )
  return (
    <section className="panel" aria-label={`Instance ${instanceId}`}>
      <div className="top">
        <h1>{instanceId}</h1>
      </div>
      <div className="inside stack">
        <Loaded
          of={instance}
          what="The instance"
          gone={
            <Empty title="There is no such instance (any more)">
              No server group of {account} in {region} has it.
            </Empty>
          }
        >
          {(found) =>
            typeof found.application === 'string' && typeof found.serverGroup === 'string' ? (
              <Suspense fallback={<Loading />}>
                <Owned instance={found} app={found.application} place={{ account, region }} />
              </Suspense>
            ) : (
              <Loose instance={found} place={{ account, region }} />
            )
          }
        </Loaded>
      </div>
      <Dialogs />
    </section>
  )
}

interface OwnedProps {
  app: string
  instance: Instance
  place: { account: string; region: string }
}

const Owned = ({ app, instance, place: { account, region } }: OwnedProps) => {
  const place = useGate(['serverGroups', app, 'place', instance.id ?? instance.name], (signal) =>
    get<{ serverGroup: string }>(
      path('v1', 'applications', app, 'instances', instance.id ?? instance.name),
      undefined,
      signal,
    ),
  )
  return (
    <Loaded of={place} what="Its server group">
      {({ serverGroup }) => (
        <InGroup app={app} instance={instance} account={account} region={region} name={serverGroup} />
      )}
    </Loaded>
  )
}

const InGroup = ({
  app,
  instance,
  account,
  region,
  name,
}: OwnedProps['place'] & { app: string; instance: Instance; name: string }) => (
  <Loaded of={useServerGroup(app, account, region, name)} what="Its server group">
    {(group) => <InstanceDetails app={app} group={{ ...group, account }} instance={instance} />}
  </Loaded>
)

/** In no server group: there is nothing to be done to it here. */
const Loose = ({ instance, place }: Omit<OwnedProps, 'app'>) => (
  <>
    <Place {...place} />
    <Facts
      facts={[
        ['Health', <Health key="health" state={instance.healthState} />],
        ['Launched', <When key="launched" at={instance.launchTime} />],
        ['Zone', instance.availabilityZone ?? instance.zone],
      ]}
    />
    <Json title="Instance as JSON" value={instance} />
  </>
)
