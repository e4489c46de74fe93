import type { Document } from '../driver.ts'
import { fields, numbers, readOnlyFields, scaling } from '../wire.ts'

/** The names that `present` adds for Decks are put back or left out. */
const group = fields(
  {
    capacity: fields(numbers('minimum', 'maximum', 'target')),
    strategy: fields(numbers('preemptiblePercentage', 'onDemandCount', 'drainingTimeout'), {
      rename: { spotPercentage: 'preemptiblePercentage' },
    }),
    compute: fields({
      instanceTypes: fields({}, { rename: { onDemand: 'ondemand', spot: 'preemptible' } }),
      launchSpecification: fields({}, { drop: ['imageId'] }),
    }),
    scaling,
  },
  { drop: readOnlyFields },
)

/** A group, or a part of one, as clients send it back, in the wire's own terms. What is not known here stays as it is. */
export const toWire = (document: Document): Document => group(document) as Document
