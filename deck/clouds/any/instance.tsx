import './any.css'
import { useApplication } from '../../data/queries.ts'
import type { Instance } from '../../data/shapes.ts'
import type { Action } from '../../ui/action-menu.tsx'
import { ActionMenu } from '../../ui/action-menu.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { healthState } from '../../ui/status.tsx'
import { BulkDialog } from '../../ui/task/bulk-dialog.tsx'
import { When } from '../../ui/time.tsx'
import type { InstanceOperation, InstanceProps } from '../cloud.ts'
import { DetailLink } from '../detail.tsx'
import { providerOf } from '../group.ts'
import { instanceOperation } from './bulk-forms.ts'
import { ConsoleOutput } from './console.tsx'
import { formAction } from './dialog.tsx'
import { Insights } from './insights.tsx'
import { terminateAndShrinkForm, terminateForm } from './instance-forms.ts'
import { instanceLinks } from './instance-links.ts'
import { Health } from './instances.tsx'

/** What every cloud says of an instance. */
export const instanceFacts = ({ group, instance }: InstanceProps): Fact[] => [
  ['Health', <Health key="health" state={instance.healthState} />],
  ['Launched', <When key="launched" at={instance.launchTime} />],
  ['Zone', instance.availabilityZone ?? instance.zone],
  [
    'Server group',
    <DetailLink
      key="group"
      to={{
        kind: 'serverGroup',
        provider: providerOf(group),
        account: group.account,
        region: group.region,
        name: group.name,
      }}
    >
      {group.name}
    </DetailLink>,
  ],
]

const ADDRESSES = [
  ['privateIpAddress', 'Private IP'],
  ['publicIpAddress', 'Public IP'],
  ['privateDnsName', 'Private DNS name'],
  ['publicDnsName', 'Public DNS name'],
] as const

/** Where it can be reached, each to be copied. */
const addressFacts = (instance: Instance): Fact[] =>
  ADDRESSES.map(([field, title]) => {
    const value = instance[field]
    return [title, typeof value === 'string' && value !== '' && <Copyable key={field} text={value} what={title} />]
  })

export const InstanceFacts = (props: InstanceProps) => {
  const { instance } = props
  const id = instance.id ?? instance.name
  return (
    <>
      <Facts
        facts={[
          ['Id', <Copyable key="id" text={id} what="Id" />],
          ...instanceFacts(props),
          ['Type', instance.instanceType as string | undefined],
          ...addressFacts(instance),
        ]}
      />
      <HealthSources instance={instance} />
      <InstanceLinks {...props} />
      <Insights of={instance} />
      <ConsoleOutput {...props} />
    </>
  )
}

/** What each source says of the instance's health: the cloud, load balancers, discovery. */
const HealthSources = ({ instance: { health = [] } }: { instance: Instance }) =>
  health.length > 0 && (
    <section aria-label="Health by source">
      <h3>Health by source</h3>
      <table>
        <tbody>
          {health.map(({ type, state, healthState: of, description, ...rest }, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several sources may be of one type
            <tr key={position}>
              <td>{type ?? 'Unknown source'}</td>
              <td>
                <span className="status" data-state={healthState(state ?? of)}>
                  {state ?? of ?? 'Unknown'}
                </span>
              </td>
              <td className="small">
                {description}
                {membersOf(rest).map((line) => (
                  <div key={line} className="quiet">
                    {line}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )

/** Load balancers and target groups that say something of their own. */
const membersOf = (health: Readonly<Record<string, unknown>>): string[] =>
  ['loadBalancers', 'targetGroups'].flatMap((key) =>
    (Array.isArray(health[key]) ? (health[key] as Record<string, unknown>[]) : []).map((each) =>
      [each.loadBalancerName ?? each.targetGroupName ?? each.name, each.state ?? each.healthState, each.description]
        .filter((part) => typeof part === 'string' && part !== '')
        .join(' · '),
    ),
  )

/** Links of the application to each of its instances. */
export const InstanceLinks = ({ app, instance }: InstanceProps) => {
  const sections = instanceLinks(useApplication(app).data?.attributes, instance)
  return sections.map(({ title, links }) => (
    <section key={title} aria-label={title}>
      <h3>{title}</h3>
      <div className="any-links">
        {links.map((link) => (
          <a key={link.url} href={link.url} target="_blank" rel="noreferrer">
            {link.title}
          </a>
        ))}
      </div>
    </section>
  ))
}

const single = ({ app, group, instance }: InstanceProps, operation: InstanceOperation): Action => {
  const { name, form } = instanceOperation(operation)
  const { launchTime, healthState: state, zone } = instance
  const line = {
    id: instance.id ?? instance.name,
    name: instance.name,
    ...(state === undefined ? {} : { healthState: state }),
    ...(launchTime === undefined ? {} : { launchTime }),
    ...(zone === undefined ? {} : { zone }),
  }
  const many = form({ app, of: [{ group, instances: [line] }] })
  return { name, dialog: (close) => <BulkDialog form={many} close={close} /> }
}

export const InstanceActions = (props: InstanceProps) => {
  const { loadBalancers = [], targetGroups = [] } = props.group
  const balanced = loadBalancers.length + targetGroups.length > 0
  return (
    <ActionMenu
      label="Instance actions"
      sections={[
        [
          single(props, 'reboot'),
          ...(balanced ? [single(props, 'register'), single(props, 'deregister')] : []),
          ...(isInDiscovery(props.instance)
            ? [single(props, 'enableInDiscovery'), single(props, 'disableInDiscovery')]
            : []),
        ],
        [
          formAction('Terminate', terminateForm(props)),
          formAction('Terminate and shrink', terminateAndShrinkForm(props)),
        ],
      ]}
    />
  )
}

const isInDiscovery = ({ health = [] }: Instance): boolean => health.some(({ type }) => type === 'Discovery')
