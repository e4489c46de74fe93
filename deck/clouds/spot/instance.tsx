import { Link } from '@tanstack/react-router'
import { ActionMenu } from '../../ui/action-menu.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { InstanceLinks, instanceFacts } from '../any/instance.tsx'
import { terminateAndShrinkForm, terminateForm } from '../any/instance-forms.ts'
import type { InstanceProps } from '../cloud.ts'
import { abilitiesOf } from './abilities.ts'
import { type SpotForm, spotAction } from './dialog.tsx'
import {
  detachForm,
  enterStandbyForm,
  exitStandbyForm,
  interruptForm,
  isSpot,
  lockForm,
  statefulForm,
  unlockForm,
} from './instance-forms.ts'
import { asSpot, asSpotInstance, instanceType, lifecycleWords, timeOf, wordsOf } from './shapes.ts'

export const InstanceFacts = (props: InstanceProps) => {
  const instance = asSpotInstance(props.instance)
  const facts: Fact[] = [
    ['Id', <Copyable key="id" text={instance.name} what="Id" />],
    ...instanceFacts(props),
    ['Health as Spot says', instance.spotHealthStatus && wordsOf(instance.spotHealthStatus)],
    ['Lifecycle', lifecycleWords(instance.lifecycle)],
    ['Type', instanceType(instance.type)],
    ['Private IP', instance.privateIp && <Copyable key="private" text={instance.privateIp} what="Private IP" />],
    ['Public IP', instance.publicIp && <Copyable key="public" text={instance.publicIp} what="Public IP" />],
    ['Locked', lockWords(instance.lockStatus, timeOf(instance.protectedUntil))],
    ['Standby', instance.standby && 'out of the load balancers'],
  ]
  const { app, group } = props
  return (
    <>
      <Facts facts={facts} />
      <InstanceLinks {...props} />
      <Link
        to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
        params={{ app, provider: 'spot', account: group.account, region: group.region, name: group.name }}
        search={{ tab: 'timeline', instance: instance.name }}
      >
        What happened to it
      </Link>
    </>
  )
}

const lockWords = (status: string | undefined, until: number | undefined): string | undefined => {
  if (status !== 'locked') return undefined
  return until ? `until ${new Date(until).toLocaleString()}` : 'until it is unlocked'
}

export const InstanceActions = (props: InstanceProps) => {
  const { lockStatus, standby, name } = asSpotInstance(props.instance)
  const can = abilitiesOf(asSpot(props.group))
  const stateful = asSpot(props.group).statefulInstances?.find(({ instanceId }) => instanceId === name)
  const form = (standard: ReturnType<typeof terminateForm>, operation: string): SpotForm => ({ ...standard, operation })
  const standbys = standby === true ? [exitStandbyForm(props)] : [enterStandbyForm(props)]
  return (
    <ActionMenu
      label="Instance actions"
      sections={[
        [
          lockStatus === 'locked' ? spotAction('Unlock', unlockForm(props)) : spotAction('Lock', lockForm(props)),
          // Who does not know whether it is locked is offered both.
          ...(lockStatus === undefined ? [spotAction('Unlock', unlockForm(props))] : []),
          ...(can.standby ? standbys.map((each) => spotAction(each.submit, each)) : []),
          ...(can.standby && standby === undefined ? [spotAction('Exit standby', exitStandbyForm(props))] : []),
        ],
        stateful
          ? [
              spotAction('Pause', statefulForm(props, stateful, 'pauseStatefulInstance')),
              spotAction('Recycle', statefulForm(props, stateful, 'recycleStatefulInstance')),
              spotAction('Deallocate', statefulForm(props, stateful, 'deallocateStatefulInstance')),
            ]
          : [],
        [
          spotAction('Detach', detachForm(props)),
          spotAction('Terminate', form(terminateForm(props), 'terminateInstances')),
          spotAction(
            'Terminate and shrink',
            form(terminateAndShrinkForm(props), 'terminateInstanceAndDecrementServerGroup'),
          ),
          ...(can.interruption && isSpot(props) ? [spotAction('Simulate interruption', interruptForm(props))] : []),
        ],
      ]}
    />
  )
}
