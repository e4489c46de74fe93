import './any.css'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Instance } from '../../data/shapes.ts'
import { Empty } from '../../ui/states.tsx'
import { healthState } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import type { GroupProps } from '../cloud.ts'
import { DetailLink } from '../detail.tsx'
import { providerOf } from '../group.ts'

/** Shown at once. */
const FEW = 100

interface Column {
  readonly title: string
  /** Left out where there is no room. */
  readonly spare?: boolean
  readonly cell: (instance: Instance) => ReactNode
}

interface InstancesProps extends GroupProps {
  /** Beside name, health and launch time. */
  columns?: readonly Column[]
}

/** A server group's instances, each a way to its own panel. */
export const Instances = ({ group, columns = [] }: InstancesProps) => {
  const instances = group.instances ?? []
  const [most, setMost] = useState(FEW)
  if (instances.length === 0)
    return (
      <Empty title="No instances">
        {group.capacity?.desired ? 'They are on their way, or could not be launched.' : 'Its wanted size is 0.'}
      </Empty>
    )
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>Instance</th>
            <th>Health</th>
            {columns.map(({ title, spare }) => (
              <th key={title} className={spare ? 'wide' : undefined}>
                {title}
              </th>
            ))}
            <th>Launched</th>
          </tr>
        </thead>
        <tbody>
          {instances.slice(0, most).map((instance) => (
            <tr key={instance.id ?? instance.name}>
              <td>
                <DetailLink
                  to={{ kind: 'instance', provider: providerOf(group), instanceId: instance.id ?? instance.name }}
                  className="mono any-id"
                >
                  {instance.name}
                </DetailLink>
                <div className="quiet small">{instance.availabilityZone ?? instance.zone}</div>
              </td>
              <td>
                <Health state={instance.healthState} />
              </td>
              {columns.map(({ title, spare, cell }) => (
                <td key={title} className={spare ? 'wide' : undefined}>
                  {cell(instance)}
                </td>
              ))}
              <td>
                <When at={instance.launchTime} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {instances.length > most && (
        <Button size="compact-sm" variant="default" onClick={() => setMost(most + FEW)}>
          {`Show more: ${instances.length - most} are not shown`}
        </Button>
      )}
    </div>
  )
}

const SIGNS: Readonly<Record<string, string>> = { Up: '●', Down: '✕', Starting: '◐', OutOfService: '◌' }

/** The one way an instance's health is shown: colour, sign and word. */
export const Health = ({ state }: { state: string | undefined }) => (
  <span className="status" data-state={healthState(state)}>
    <span aria-hidden="true">{SIGNS[state ?? ''] ?? '○'}</span>
    <span>{state === 'OutOfService' ? 'Out of service' : (state ?? 'Unknown')}</span>
  </span>
)
