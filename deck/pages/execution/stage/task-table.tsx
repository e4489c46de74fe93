import type { Stage } from '../../../data/shapes.ts'
import { Status } from '../../../ui/status.tsx'
import { Duration } from '../../../ui/time.tsx'
import { labelOf } from './values.ts'

const clock = (time: number | undefined): string => (time === undefined ? '–' : new Date(time).toLocaleTimeString())

/** The tasks of a stage. */
export const TaskTable = ({ stage }: { stage: Stage }) => {
  const tasks = stage.tasks ?? []
  if (tasks.length === 0) return <div className="quiet">It has no tasks of its own.</div>
  return (
    <div className="scroll">
      <table aria-label={`Tasks of ${stage.name}`}>
        <thead>
          <tr>
            <th>Task</th>
            <th>Status</th>
            <th>Started</th>
            <th>Ended</th>
            <th>Took</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id}>
              <td title={task.implementingClass}>{labelOf(task.name)}</td>
              <td>
                <Status status={task.status} />
              </td>
              <td>{clock(task.startTime)}</td>
              <td>{clock(task.endTime)}</td>
              <td>
                <Duration from={task.startTime} to={task.endTime} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
