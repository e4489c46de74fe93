/** The instance types that the simulated region sells: vCPUs, memory in GiB and the on-demand price in USD per hour. */
export type InstanceType = { instanceType: string; vCpu: number; memoryGib: number; pricePerHour: number }

const row = (instanceType: string, vCpu: number, memoryGib: number, pricePerHour: number): InstanceType => ({
  instanceType,
  vCpu,
  memoryGib,
  pricePerHour,
})

export const CATALOGUE: readonly InstanceType[] = [
  row('t3.micro', 2, 1, 0.0104),
  row('t3.small', 2, 2, 0.0208),
  row('t3.medium', 2, 4, 0.0416),
  row('t3.large', 2, 8, 0.0832),
  row('t3a.large', 2, 8, 0.0752),
  row('m4.large', 2, 8, 0.1),
  row('m5.large', 2, 8, 0.096),
  row('m5a.large', 2, 8, 0.086),
  row('m5d.large', 2, 8, 0.113),
  row('m6i.large', 2, 8, 0.096),
  row('m5.xlarge', 4, 16, 0.192),
  row('m5a.xlarge', 4, 16, 0.172),
  row('m6i.xlarge', 4, 16, 0.192),
  row('m5.2xlarge', 8, 32, 0.384),
  row('c5.large', 2, 4, 0.085),
  row('c5a.large', 2, 4, 0.077),
  row('c6i.large', 2, 4, 0.085),
  row('c5.xlarge', 4, 8, 0.17),
  row('c5.2xlarge', 8, 16, 0.34),
  row('r5.large', 2, 16, 0.126),
  row('r5a.large', 2, 16, 0.113),
  row('r5.xlarge', 4, 32, 0.252),
  row('r5.2xlarge', 8, 64, 0.504),
]

/** What groups on other clouds are likely to name. Spot's lists of types are of AWS alone. */
const ELSEWHERE: readonly InstanceType[] = [
  row('n1-standard-1', 1, 3.75, 0.0475),
  row('n1-standard-2', 2, 7.5, 0.095),
  row('n1-standard-4', 4, 15, 0.19),
  row('n2-standard-2', 2, 8, 0.0971),
  row('e2-standard-2', 2, 8, 0.067),
  row('e2-standard-4', 4, 16, 0.134),
  row('standard_a1_v2', 1, 2, 0.043),
  row('standard_a2_v2', 2, 4, 0.091),
  row('standard_d2s_v3', 2, 8, 0.096),
  row('standard_d4s_v3', 4, 16, 0.192),
]

const BY_NAME = new Map([...CATALOGUE, ...ELSEWHERE].map((type) => [type.instanceType, type]))
const UNKNOWN_TYPE = { vCpu: 2, memoryGib: 8, pricePerHour: 0.1 }

/** A type that the catalogue does not name counts as a mid-size one, so that any name can be used. */
export const instanceType = (name: string): InstanceType => BY_NAME.get(name) ?? { instanceType: name, ...UNKNOWN_TYPE }
