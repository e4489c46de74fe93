import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { log } from '../model/journal.ts'
import type { StatefulInstance } from '../model/state.ts'
import { actOnStateful, type StatefulAction } from '../model/stateful.ts'
import { type Call, groupOf, route } from './route.ts'

const KIND = 'spotinst:aws:ec2:group:statefulInstance'
const BASE = '/aws/ec2/group/:groupId/statefulInstance'

export const statefulRoutes = [
  route('GET', BASE, (call) => ({ kind: KIND, items: groupOf(call).stateful.map(item) })),
  route('PUT', `${BASE}/:statefulId/pause`, (call) => act(call, 'pause')),
  route('PUT', `${BASE}/:statefulId/resume`, (call) => act(call, 'resume')),
  route('PUT', `${BASE}/:statefulId/recycle`, (call) => act(call, 'recycle')),
  route('PUT', `${BASE}/:statefulId/deallocate`, (call) => act(call, 'deallocate')),
  route('DELETE', `${BASE}/:statefulId/volume/:volumeId`, deleteVolume),
  route('POST', '/aws/ec2/group/:groupId/amiBackup', backUp),
]

const item = (server: StatefulInstance) => ({
  id: server.id,
  instanceId: server.instanceId,
  privateIp: server.privateIp,
  imageId: server.imageId,
  state: server.state,
  devices: server.devices,
  launchedAt: server.launchedAt === null ? null : isoDate(server.launchedAt),
  createdAt: isoDate(server.createdAt),
})

function found(call: Call) {
  const group = groupOf(call)
  const server = group.stateful.find((candidate) => candidate.id === call.params.statefulId)
  if (!server) {
    throw refuse('STATEFUL_INSTANCE_DOESNT_EXIST', `Stateful instance ${call.params.statefulId} does not exist`)
  }
  return { group, server }
}

function act(call: Call, action: StatefulAction) {
  const { group, server } = found(call)
  actOnStateful(call.world, group, server, action, call.now)
  return {}
}

function deleteVolume(call: Call) {
  const { group, server } = found(call)
  const { volumeId } = call.params
  if (server.state !== 'PAUSED') {
    throw refuse(
      'VALIDATION_ERROR',
      `Can't delete volume ${volumeId}: stateful instance ${server.id} is ${server.state}, not PAUSED`,
    )
  }
  if (!server.devices.some((device) => device.volumeId === volumeId)) {
    throw refuse('VOLUME_DOESNT_EXIST', `Volume ${volumeId} does not belong to stateful instance ${server.id}`)
  }
  server.devices = server.devices.filter((device) => device.volumeId !== volumeId)
  log(group, call.now, 'INFO', `Volume ${volumeId} of ${server.id} was deleted`)
  return {}
}

/** A backup leaves no trace but its log entry. */
function backUp(call: Call) {
  const group = groupOf(call)
  log(group, call.now, 'INFO', `A backup image of group ${group.id} was started`)
  return { kind: 'spotinst:aws:ec2:group:amiBackup', items: [] }
}
