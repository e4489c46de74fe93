import type { ComponentType } from 'react'
import type { Instance, ServerGroup } from '../data/shapes.ts'

export interface GroupProps {
  app: string
  group: ServerGroup
}

export interface InstanceProps extends GroupProps {
  instance: Instance
}

export interface ClusterProps {
  app: string
  account: string
  cluster: string
  /** Those of the cluster, in every region. */
  groups: readonly ServerGroup[]
}

export interface Tab<Props> {
  /** Its name in addresses: `?tab=…`. */
  readonly key: string
  readonly label: string
  readonly Content: ComponentType<Props>
}

/** What can be done to many server groups at once, and to many instances. */
export type GroupOperation = 'resize' | 'enable' | 'disable' | 'clone' | 'destroy'
export type InstanceOperation =
  | 'terminate'
  | 'shrink'
  | 'reboot'
  | 'register'
  | 'deregister'
  | 'enableInDiscovery'
  | 'disableInDiscovery'

/** What a cloud shows of its own, and what it lets people do: one folder `clouds/<provider>/`, loaded when it is met. */
export interface CloudPanels {
  /** The first is what an address without a tab shows. */
  readonly groupTabs: readonly Tab<GroupProps>[]
  readonly GroupActions: ComponentType<GroupProps>
  readonly InstanceFacts: ComponentType<InstanceProps>
  readonly InstanceActions: ComponentType<InstanceProps>
  /** What its operations are for: those that it does not have are not offered. */
  readonly groupOperations: readonly GroupOperation[]
  readonly instanceOperations: readonly InstanceOperation[]
  /** Why an operation can never be done to a server group, e.g. because its cloud has no such thing; undefined where it can. */
  readonly impossible?: (operation: GroupOperation | 'rollback', group: ServerGroup) => string | undefined
  readonly clusterTabs: readonly Tab<ClusterProps>[]
  /** What brings server groups into an application. */
  readonly ApplicationActions: ComponentType<{ app: string }>
}
