import type { Document } from '../driver.ts'
import { type Change, camel, each, fields, numbers, readOnlyFields, scaling } from '../wire.ts'

/** The one type of task that the wire writes with an underscore. */
const taskType: Change = (value) => (value === 'BACKUP_AMI' ? 'backup_ami' : camel(value))

const task = fields({
  taskType,
  frequency: camel,
  ...numbers(
    'adjustment',
    'adjustmentPercentage',
    'batchSizePercentage',
    'gracePeriod',
    'scaleTargetCapacity',
    'scaleMinCapacity',
    'scaleMaxCapacity',
    'targetCapacity',
    'minCapacity',
    'maxCapacity',
  ),
})

const group = fields(
  {
    capacity: fields(numbers('minimum', 'maximum', 'target')),
    strategy: fields(
      { ...numbers('risk', 'onDemandCount', 'drainingTimeout'), availabilityVsCost: camel },
      {
        rename: { spotPercentage: 'risk', elastigroupOrientation: 'availabilityVsCost' },
      },
    ),
    compute: fields({
      availabilityZones: each(fields({}, { rename: { azName: 'name' } })),
      instanceTypes: fields({}, { rename: { onDemand: 'ondemand' } }),
      launchSpecification: fields(
        { blockDeviceMappings: each(fields({}, { rename: { ebsDevice: 'ebs' } })) },
        { rename: { detailedMonitoring: 'monitoring' } },
      ),
    }),
    scaling,
    scheduling: fields({ tasks: each(task) }),
  },
  { drop: readOnlyFields },
)

/** A group, or a part of one, as Decks send it back, in the wire's own terms. What is not known here stays as it is. */
export const toWire = (document: Document): Document => group(document) as Document
