import { z } from 'zod'
import { refuse } from '../failure.ts'
import { mergePatch } from '../model/merge.ts'
import { findGroup, type HealthCheck } from '../model/world.ts'
import { bodyOf, type Call, route } from './route.ts'

const KIND = 'spotinst:healthCheck'
const check = z.looseObject({
  protocol: z.string(),
  port: z.int(),
  endpoint: z.string(),
  unhealthyThreshold: z.int(),
  healthyThreshold: z.int(),
  interval: z.int(),
  timeout: z.int(),
})
const HEALTH_CHECK = z.looseObject({
  resourceId: z.string(),
  name: z.string().nullish(),
  proxyAddress: z.string(),
  proxyPort: z.int().nullish(),
  check: check.nullish(),
})

/** The settings of one's own health checks. They are kept, and nothing is checked by them. */
export const healthCheckRoutes = [
  route('POST', '/healthCheck', create),
  route('GET', '/healthCheck', (call) => ({ kind: KIND, items: ofAccount(call).map(item) })),
  route('GET', '/healthCheck/:healthCheckId', (call) => ({ kind: KIND, items: [item(found(call))] })),
  route('PUT', '/healthCheck/:healthCheckId', update),
  route('DELETE', '/healthCheck/:healthCheckId', (call) => {
    const gone = found(call)
    call.world.healthChecks = call.world.healthChecks.filter((other) => other !== gone)
    return {}
  }),
]

const ofAccount = ({ world, accountId }: Call) => world.healthChecks.filter((one) => one.accountId === accountId)

function found(call: Call): HealthCheck {
  const one = ofAccount(call).find(({ id }) => String(id) === call.params.healthCheckId)
  if (!one) throw refuse('HEALTH_CHECK_DOESNT_EXIST', `Health check ${call.params.healthCheckId} does not exist`)
  return one
}

function create(call: Call) {
  const { healthCheck } = bodyOf(call, z.object({ healthCheck: HEALTH_CHECK }))
  findGroup(call.world, call.accountId, healthCheck.resourceId)
  const id = 1 + Math.max(0, ...call.world.healthChecks.map((other) => other.id))
  const made: HealthCheck = { id, accountId: call.accountId, settings: healthCheck }
  call.world.healthChecks = [...call.world.healthChecks, made]
  return { kind: KIND, items: [item(made)] }
}

function update(call: Call) {
  const old = found(call)
  const { healthCheck } = bodyOf(call, z.object({ healthCheck: z.looseObject({}) }))
  const settings = HEALTH_CHECK.parse(mergePatch(old.settings, healthCheck))
  const changed = { ...old, settings }
  call.world.healthChecks = call.world.healthChecks.map((one) => (one === old ? changed : one))
  return { kind: KIND, items: [item(changed)] }
}

const item = ({ id, settings }: HealthCheck) => ({ id, ...settings })
