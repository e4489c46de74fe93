import { problem } from '../../../platform/errors/index.ts'
import { nearest } from '../halconfig/nearest.ts'
import { type ServiceName, serviceNames } from '../names.ts'

export interface Choice {
  readonly services?: readonly string[] | undefined
  readonly excluded?: readonly string[] | undefined
  readonly deletesOrphans?: boolean
}

/** The services that are named, or those that are not excluded, in Spinnaker's spellings; undefined for all. Throws `invalid`. */
export function chosenServices({ services, excluded, deletesOrphans }: Choice): readonly ServiceName[] | undefined {
  if (deletesOrphans && (services ?? excluded) !== undefined)
    throw problem(
      'invalid',
      '--delete-orphaned-services concerns every service; leave --service-names and --exclude-service-names out.',
    )
  if (services === undefined && excluded === undefined) return undefined
  const left = new Set((excluded ?? []).map(serviceNamed))
  return (services?.map(serviceNamed) ?? serviceNames).filter((name) => !left.has(name))
}

/** Throws `invalid` for a name that no service has; hyphens, underscores and case do not count. */
export function serviceNamed(name: string): ServiceName {
  const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
  const found = serviceNames.find((each) => flat(each) === flat(name))
  if (found) return found
  const right = nearest(name, serviceNames)
  throw problem(
    'invalid',
    `There is no service '${name}'${right === undefined ? '' : `; did you mean '${right}'?`} There are ${serviceNames.join(', ')}.`,
  )
}
