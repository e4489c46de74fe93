import { type RunningWork, useRunningWork } from '../data/infrastructure.ts'
import type { ServerGroup } from '../data/shapes.ts'

/** Stages that change how many instances a server group has. */
const RESIZING = ['resizeServerGroup', 'scaleElastigroup']

const resizing = (running: readonly RunningWork[], { name }: ServerGroup): RunningWork | undefined =>
  running.find(({ doing = [] }) => doing.some(({ type, about }) => RESIZING.includes(type) && about.includes(name)))

/** Why a server group cannot be enabled at this moment: one that grows or shrinks does not take traffic before it is done. */
export const useEnableLock = (app: string): ((group: ServerGroup) => string | undefined) => {
  const running = useRunningWork(app).data ?? []
  return (group) => {
    const work = resizing(running, group)
    return work && `Locked while “${work.name}” changes its size`
  }
}
