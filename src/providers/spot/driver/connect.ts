import type { SpotHttpOptions } from '../client/index.ts'
import { createAwsDriver } from './aws/index.ts'
import { createAzureDriver } from './azure/index.ts'
import type { Cloud, ElastigroupDriver } from './driver.ts'
import { createGcpDriver } from './gcp/index.ts'

const drivers: Readonly<Record<Cloud, (options: SpotHttpOptions) => ElastigroupDriver>> = {
  aws: createAwsDriver,
  gcp: createGcpDriver,
  azure: createAzureDriver,
}

/** The driver of an account's cloud. */
export const connectDriver = (cloud: Cloud, options: SpotHttpOptions): ElastigroupDriver => drivers[cloud](options)
