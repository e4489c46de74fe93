import type { Cloud } from '../cloud.ts'
import { aws } from './aws.ts'
import { gce } from './gce.ts'
import { otherClouds } from './others.ts'
import { spot } from './spot.ts'

const clouds = new Map([aws, gce, spot, ...otherClouds].map((cloud) => [cloud.id, cloud]))

/** What a cloud adds to the common stages; nothing where it is not named. */
export const cloudOf = (provider: string): Cloud => clouds.get(provider) ?? { id: provider }
