import './spot.css'
import { ActionButton } from '../../ui/action-menu.tsx'
import { ActionsHeader } from '../../ui/actions-header.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { groupFacts } from '../any/overview.tsx'
import type { GroupProps } from '../cloud.ts'
import { counted, type Surroundings, useSurroundings } from '../group.ts'
import { CLOUD_NAMES } from './abilities.ts'
import { spotAction } from './dialog.tsx'
import { Freshness } from './freshness.tsx'
import { processWords, resumeForm } from './group-forms.ts'
import { LifecycleMix } from './lifecycle-mix.tsx'
import { asSpot, at, listAt, type SpotGroup, type SuspendedProcess, timeOf } from './shapes.ts'

/** The other facts that every cloud has are part of the launch configuration here. */
const GENERAL = ['State', 'Created', 'Zones', 'Capacity', 'Health']

export const Overview = ({ app, group }: GroupProps) => {
  const spot = asSpot(group)
  const around = useSurroundings(app, group)
  const general = groupFacts({ group }).filter(([title]) => GENERAL.includes(title))
  return (
    <>
      <Freshness {...spot} />
      <Facts facts={general} />
      <h3 className="section">Lifecycle</h3>
      <LifecycleMix mix={spot.lifecycleMix} />
      <Facts facts={strategyFacts(spot)} />
      <h3 className="section">Launch configuration</h3>
      <Facts facts={launchFacts(spot)} />
      <h3 className="section">Suspended processes</h3>
      <Suspended around={around} processes={spot.suspendedProcesses ?? []} />
    </>
  )
}

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value)
const texts = (...values: readonly unknown[]): string | undefined =>
  text([...new Set(values.flat().filter((value) => typeof value === 'string'))].join(', '))

const strategyFacts = ({ group }: SpotGroup): Fact[] => {
  const strategy = (name: string) => at(group, 'strategy', name)
  const percentage = strategy('risk') ?? strategy('spotPercentage') ?? strategy('preemptiblePercentage')
  const onDemand = strategy('onDemandCount')
  return [
    [
      'Wanted',
      typeof onDemand === 'number'
        ? `${counted(onDemand, 'instance')} on-demand, the others on Spot`
        : percentage !== undefined && percentage !== null
          ? `${String(percentage)} % on Spot`
          : undefined,
    ],
    ['Orientation', text(strategy('availabilityVsCost'))],
    ['No Spot capacity', fallback(strategy('fallbackToOd'))],
    ['Draining', strategy('drainingTimeout') == null ? undefined : `${String(strategy('drainingTimeout'))} seconds`],
  ]
}

const fallback = (value: unknown): string | undefined => {
  if (typeof value !== 'boolean') return undefined
  return value ? 'falls back to on-demand' : 'waits for Spot'
}

const launchFacts = ({
  group,
  cloudId,
  cloud,
  launchConfig,
  tags,
  securityGroups,
  loadBalancers,
}: SpotGroup): Fact[] => {
  const types = (name: string) => at(group, 'compute', 'instanceTypes', name)
  const sizes = (name: string) => at(group, 'compute', 'vmSizes', name)
  const launch = (...names: readonly string[]) => at(group, 'compute', 'launchSpecification', ...names)
  return [
    ['Elastigroup', <ElastigroupId key="id" id={cloudId} cloud={cloud} />],
    ['Product', text(at(group, 'compute', 'product') ?? at(group, 'compute', 'os'))],
    ['Image', text(launchConfig?.imageId)],
    ['On-demand type', texts(types('ondemand'), types('onDemandTypes'), sizes('odSizes'))],
    ['Spot types', texts(types('spot'), types('preemptible'), sizes('spotSizes'))],
    ['Key pair', text(launchConfig?.keyName ?? launch('keyPair'))],
    ['IAM role', text(launch('iamRole', 'arn') ?? launch('iamRole', 'name') ?? launch('serviceAccount'))],
    ['Security groups', texts(securityGroups ?? listAt(group, 'compute', 'launchSpecification', 'securityGroupIds'))],
    ['Balancers', texts(loadBalancers)],
    [
      'Health check',
      texts(
        launch('healthCheckType'),
        at(group, 'compute', 'health', 'healthCheckType'),
        at(group, 'health', 'healthCheckTypes'),
      ),
    ],
    ['Tags', <Tags key="tags" tags={tags ?? {}} />],
  ]
}

const ElastigroupId = ({ id, cloud }: { id: string | undefined; cloud: SpotGroup['cloud'] }) => (
  <>
    <span className="mono">{id ?? '–'}</span>
    {cloud && cloud !== 'aws' && (
      <>
        {' '}
        <span className="tag">{CLOUD_NAMES[cloud]}</span>
      </>
    )}
  </>
)

const Tags = ({ tags }: { tags: Record<string, string> }) => {
  // Ours, for our own use.
  const entries = Object.entries(tags).filter(([key]) => !key.startsWith('gennaker:'))
  if (entries.length === 0) return <span className="quiet">none</span>
  return entries.map(([key, value]) => (
    <div key={key}>
      <span className="quiet">{key}:</span> {value}
    </div>
  ))
}

const Suspended = ({ around, processes }: { around: Surroundings; processes: SuspendedProcess[] }) => {
  if (processes.length === 0) return <div className="quiet">None: Spot looks after the group by itself.</div>
  return (
    <table>
      <thead>
        <tr>
          <th>Process</th>
          <th>Until</th>
          <ActionsHeader />
        </tr>
      </thead>
      <tbody>
        {processes.map((process) => (
          <tr key={process.name}>
            <td>
              {processWords(asSpot(around.group), process.name)}
              <div className="quiet small">{process.name}</div>
            </td>
            <td>{process.expiresAt ? new Date(timeOf(process.expiresAt) ?? 0).toLocaleString() : 'it is resumed'}</td>
            <td>
              <ActionButton
                action={spotAction('Resume', resumeForm(around, process))}
                label={`Resume ${process.name}`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
