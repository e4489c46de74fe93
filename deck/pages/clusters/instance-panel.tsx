import { providerOf } from '../../clouds/group.ts'
import { usePanels } from '../../clouds/index.ts'
import { type InstancePlace, useInstancePlace } from '../../data/infrastructure.ts'
import { useInstance, useServerGroup } from '../../data/queries.ts'
import type { Instance, ServerGroup } from '../../data/shapes.ts'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'
import { RunningTasks } from './running-tasks.tsx'

/** An instance: its address names only its id, so it is looked for among the application's server groups. */
export const InstancePanel = ({ app, id }: { app: string; id: string }) => {
  const gone = <Empty title="There is no such instance (any more)">No server group of this application has it.</Empty>
  return (
    <SidePanel label={`Instance ${id}`} title={id}>
      <Loaded of={useInstancePlace(app, id)} what="The instance" gone={gone}>
        {(found) => <Owned app={app} place={found} />}
      </Loaded>
    </SidePanel>
  )
}

const Owned = ({ app, place: { account, region, serverGroup, id } }: { app: string; place: InstancePlace }) => {
  const group = useServerGroup(app, account, region, serverGroup)
  return (
    <Loaded of={useInstance(app, account, region, id)} what="The instance">
      {(instance) => (
        <Loaded of={group} what="Its server group">
          {(found) => <InstanceDetails app={app} group={{ ...found, account }} instance={instance} />}
        </Loaded>
      )}
    </Loaded>
  )
}

/** All that is known of an instance, and what can be done to it. */
export const InstanceDetails = (props: { app: string; group: ServerGroup; instance: Instance }) => {
  const { app, group, instance } = props
  const { InstanceFacts, InstanceActions } = usePanels(providerOf(group))
  return (
    <>
      <div className="row tight">
        <Place account={group.account} region={group.region} />
        <span className="push">
          <InstanceActions {...props} />
        </span>
      </div>
      <RunningTasks app={app} about={instance.name} />
      <InstanceFacts {...props} />
      <Json title="Instance as JSON" value={instance} />
    </>
  )
}
