import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import type { GroupProps } from '../cloud.ts'
import { clusterOf, providerOf } from '../group.ts'

interface Activity {
  activityId?: string
  description?: string
  cause?: string
  statusCode?: string
  statusMessage?: string
  startTime?: number | string
}

/** The cloud's own log of what it did to the group's size, newest first. */
export const ScalingActivities = ({ app, group }: GroupProps) => {
  const { account, region, name } = group
  const of = useGate(['serverGroups', app, 'activities', account, region, name], (signal) =>
    get<Activity[]>(
      path('applications', app, 'clusters', account, clusterOf(group), 'serverGroups', name, 'scalingActivities'),
      { region, provider: providerOf(group) },
      signal,
    ),
  )
  return (
    <Loaded of={of} what="Scaling activities">
      {(activities) =>
        activities.length === 0 ? (
          <Empty title="The cloud tells of no scaling activities" />
        ) : (
          <ul className="any-activities" aria-label="Scaling activities">
            {activities.map(({ activityId, description, cause, statusCode, statusMessage, startTime }, position) => (
              <li key={activityId ?? position}>
                <span className="quiet small">
                  <When at={startTime === undefined ? undefined : new Date(startTime).getTime()} />
                </span>
                <span>
                  <strong>{statusCode}</strong> {description}
                  {cause && <div className="quiet small">{cause}</div>}
                  {statusMessage && <div className="small">{statusMessage}</div>}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
