import { z } from 'zod'
import { refuse } from '../failure.ts'
import { CATALOGUE, instanceType } from '../model/catalogue.ts'
import { bodyOf, type Call, queryOf, route } from './route.ts'

const range = z.object({ minimum: z.number().nullish(), maximum: z.number().nullish() })
const REQUIREMENTS = z.object({
  requirements: z.object({
    region: z.string(),
    baselineInstanceType: z.string().nullish(),
    requiredVCpu: range.nullish(),
    requiredMemoryGib: range.nullish(),
  }),
})

export const instanceTypeRoutes = [
  route('GET', '/aws/ec2/spotType', listTypes),
  route('POST', '/aws/ec2/instanceTypeRecommendation', recommend),
]

function listTypes(call: Call) {
  queryOf(call, z.object({ region: z.string() }))
  const items = CATALOGUE.map((type) => ({ instanceType: type.instanceType }))
  return { kind: 'spotinst:aws:ec2:spot:type', items }
}

/** Types that do what is required, cheapest first: like a type that is in use, or within ranges. */
function recommend(call: Call) {
  const { requirements } = bodyOf(call, REQUIREMENTS)
  const { baselineInstanceType, requiredVCpu, requiredMemoryGib } = requirements
  if (!baselineInstanceType && !requiredVCpu && !requiredMemoryGib) {
    throw refuse(
      'VALIDATION_ERROR',
      'requirements: baselineInstanceType, requiredVCpu or requiredMemoryGib is required',
    )
  }
  const baseline = baselineInstanceType ? instanceType(baselineInstanceType) : null
  const vCpu = requiredVCpu ?? { minimum: baseline?.vCpu, maximum: baseline && baseline.vCpu * 2 }
  const memory = requiredMemoryGib ?? { minimum: baseline?.memoryGib, maximum: baseline && baseline.memoryGib * 2 }
  const items = CATALOGUE.filter((type) => within(type.vCpu, vCpu) && within(type.memoryGib, memory))
    .toSorted((a, b) => a.pricePerHour - b.pricePerHour)
    .map((type) => ({ instanceType: type.instanceType }))
  return { kind: 'spotinst:aws:ec2:instanceTypeRecommendation', items }
}

type Range = { minimum?: number | null | undefined; maximum?: number | null | undefined }

const within = (value: number, { minimum, maximum }: Range): boolean =>
  value >= (minimum ?? 0) && value <= (maximum ?? Number.POSITIVE_INFINITY)
