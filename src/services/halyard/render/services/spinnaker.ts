import { releasedServices, type ServiceName, serviceNames } from '../../names.ts'
import type { Deployment } from '../../schema/index.ts'
import type { ServiceSettings } from '../rendered.ts'
import type { AllSettings } from '../settings/index.ts'

/** Names of what is split in other installations; here they lead to the service itself, so that profiles that say them go on working. */
const parts: Partial<Record<ServiceName, readonly string[]>> = {
  clouddriver: ['clouddriverCaching', 'clouddriverRo', 'clouddriverRoDeck', 'clouddriverRw'],
  echo: ['echoScheduler', 'echoWorker'],
}

/** `spinnaker.yml`, which every service reads: where each of them is, and the time zone. */
export function spinnaker(deployment: Deployment, settings: AllSettings, redis: object) {
  const { haServices } = deployment.deploymentEnvironment
  const entries = serviceNames.flatMap((name) => {
    const entry = entryOf(name, settings[name])
    const isSplit = (name === 'clouddriver' || name === 'echo') && haServices[name].enabled
    return [[name, entry], ...(isSplit ? parts[name]!.map((part) => [part, entry]) : [])]
  })
  return {
    global: { spinnaker: { timezone: deployment.timezone } },
    services: { ...Object.fromEntries(entries), redis },
  }
}

function entryOf(name: ServiceName, { host, port, baseUrl, enabled, skipLifeCycleManagement }: ServiceSettings) {
  // What this release does not have is there for the others when somebody else runs it.
  const isThere = enabled && (releasedServices.includes(name) || skipLifeCycleManagement)
  return { host, port, baseUrl, enabled: isThere }
}
