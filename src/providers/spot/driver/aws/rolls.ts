import { checked, only, type SpotHttp, segment } from '../../client/index.ts'
import type { ElastigroupDriver, RollAction, RollRequest } from '../driver.ts'
import { documentSchema, rollSchema } from '../shapes.ts'
import { rollActionSchema } from './shapes.ts'

const at = (id: string, rest: string) => `/aws/ec2/group/${segment(id)}/roll${rest}`
const one = (rollId: string, rest = '') => `/${segment(rollId)}${rest}`

type Rolls = Required<Pick<ElastigroupDriver, 'startRoll' | 'rolls' | 'rollDetails' | 'stopRoll' | 'rollAction'>>

/** Blue-green rolls inside a group. */
export function awsRolls(http: SpotHttp): Rolls {
  return {
    async startRoll(id, request) {
      const what = `start a roll of group ${id}`
      const items = await http.call({
        method: 'PUT',
        path: at(id, ''),
        what,
        body: bodyOf(request),
        repeatable: false,
      })
      return only(checked(rollSchema, items, what), what)
    },
    async rolls(id, limit = 5) {
      const what = `list the rolls of group ${id}`
      const query = { limit: String(limit), sort: 'createdAt:DESC' }
      return checked(rollSchema, await http.call({ method: 'GET', path: at(id, ''), what, query }), what)
    },
    async rollDetails(id, rollId) {
      const what = `read roll ${rollId} of group ${id}`
      const path = at(id, one(rollId, '/status'))
      return only(checked(documentSchema, await http.call({ method: 'GET', path, what }), what), what)
    },
    async stopRoll(id, rollId) {
      const what = `stop roll ${rollId} of group ${id}`
      const body = { roll: { status: 'STOPPED' } }
      await http.call({ method: 'PUT', path: at(id, one(rollId)), what, body })
    },
    async rollAction(id, rollId, action) {
      const what = `${action.actionType} of roll ${rollId} of group ${id}`
      const path = at(id, one(rollId, '/action'))
      const items = await http.call({ method: 'POST', path, what, body: action })
      const [done] = checked(rollActionSchema, items, what)
      return [done?.detachedInstances ?? []].flat()
    },
  }
}

function bodyOf(request: RollRequest) {
  const { action, shouldDrainInstances, batchMinHealthyPercentage, onFailure, ...rest } = request
  const strategy: { action: string; shouldDrainInstances?: boolean; [key: string]: unknown; onFailure?: RollAction } = {
    action: action ?? 'REPLACE_SERVER',
    ...(shouldDrainInstances === undefined ? {} : { shouldDrainInstances }),
    ...(batchMinHealthyPercentage === undefined ? {} : { batchMinHealthyPercentage }),
    ...(onFailure === undefined ? {} : { onFailure }),
  }
  return { ...rest, strategy }
}
