import { afterEach } from 'vitest'
import { type Call, overHttp } from '../../src/platform/clients/index.ts'
import { type OrcaOptions, type OrcaUnderTest, startOrca } from '../../src/services/orca/testing.ts'
import { type StubClouddriver, startStubClouddriver } from './stub-clouddriver.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** Stops something when the test ends, the last first. */
export const afterwards = (step: () => Promise<void>) => undo.push(step)

/** A stub cloud until the test ends. */
export async function stubCloud(): Promise<StubClouddriver> {
  const cloud = await startStubClouddriver()
  afterwards(() => cloud.stop())
  return cloud
}

/** An Orca that asks that cloud, until the test ends; `calls` is what it asks, the oldest first. */
export async function orcaOn(
  cloud: StubClouddriver,
  options: OrcaOptions = {},
): Promise<OrcaUnderTest & { readonly calls: Call[] }> {
  const http = overHttp('clouddriver', cloud.url)
  afterwards(() => http.close())
  const calls: Call[] = []
  const transport = {
    service: http.service,
    call(call: Call) {
      calls.push(call)
      return http.call(call)
    },
  }
  const orca = await startOrca({ ...options, services: { ...options.services, clouddriver: { transport, calls } } })
  afterwards(() => orca.stop())
  return { ...orca, calls }
}

/** Both at once. */
export async function orcaOnStubCloud(options: OrcaOptions = {}) {
  const cloud = await stubCloud()
  return { cloud, orca: await orcaOn(cloud, options) }
}
