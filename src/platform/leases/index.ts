export { LeaseLostError } from './lease-lost.ts'
export { type Lease, type Leases, type LeasesOptions, openLeases } from './leases.ts'
export { createMutex } from './mutex.ts'
