import { z } from 'zod'
import { refuse } from '../failure.ts'
import { checkGroup } from '../model/group-rules.ts'
import { mergePatch } from '../model/merge.ts'
import type { ForeignResource } from '../model/world.ts'
import { add } from './groups.ts'
import { bodyOf, type Call, queryOf, route } from './route.ts'

const OVERRIDES = z.object({
  group: z.object({
    name: z.string().nullish(),
    product: z.string().nullish(),
    spotInstanceTypes: z.array(z.string()).nullish(),
    availabilityVsCost: z.string().nullish(),
  }),
})
const KIND = 'spotinst:aws:ec2:group'

/** Auto Scaling groups and instances that the scenario has put beside Spot become groups. */
export const importRoutes = [
  route('POST', '/aws/ec2/group/autoScalingGroup/import', importAutoScalingGroup),
  route('POST', '/aws/ec2/group/instance/import', importInstance),
]

/** With `dryRun` the answer is the group as it would be created. */
function importAutoScalingGroup(call: Call) {
  const query = z.object({
    region: z.string(),
    autoScalingGroupName: z.string(),
    dryRun: z.stringbool().default(false),
  })
  const { region, autoScalingGroupName, dryRun } = queryOf(call, query)
  const document = converted(call, find(call, 'ASG', autoScalingGroupName, region))
  return { kind: KIND, items: [dryRun ? checkGroup(call.world, 'aws', document) : add(call, document).document] }
}

function importInstance(call: Call) {
  const { region, instanceId } = queryOf(call, z.object({ region: z.string(), instanceId: z.string() }))
  return { kind: KIND, items: [add(call, converted(call, find(call, 'EC2', instanceId, region))).document] }
}

function find({ world }: Call, type: ForeignResource['resourceType'], name: string, region: string): ForeignResource {
  const found = world.foreign.find(
    (resource) => resource.resourceType === type && resource.name === name && resource.region === region,
  )
  if (!found) throw refuse('RESOURCE_DOESNT_EXIST', `${type} ${name} does not exist in ${region}`)
  return found
}

function converted(call: Call, { name, region, instances, instanceTypes, document }: ForeignResource): unknown {
  const { group } = bodyOf(call, OVERRIDES)
  const base = {
    name: group.name ?? name,
    region,
    capacity: { target: instances, minimum: 0, maximum: Math.max(1, instances), unit: 'instance' },
    strategy: { risk: 100, availabilityVsCost: group.availabilityVsCost ?? 'balanced', fallbackToOd: true },
    compute: {
      product: group.product ?? 'Linux/UNIX',
      availabilityZones: [{ name: `${region}a`, subnetIds: ['subnet-0a'] }],
      instanceTypes: { ondemand: instanceTypes[0], spot: group.spotInstanceTypes ?? instanceTypes },
      launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-0a'], monitoring: false },
    },
  }
  return mergePatch(base, document)
}
