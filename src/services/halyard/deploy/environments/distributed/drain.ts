import type { RenderedService } from '../../../render/rendered.ts'
import type { Image } from './image.ts'
import type { Raw } from './manifest.ts'

/** Orca is asked to take no more work, and then has half of its time to finish what it has begun. */
const orcaSeconds = 720

/** Clouddriver's original finishes operations for as long; ours remembers them and goes on elsewhere. */
const seconds = ({ name }: RenderedService, { ours }: Image) =>
  name === 'orca' || (name === 'clouddriver' && !ours) ? orcaSeconds : 60

/** How a pod goes: how long it may take, and what is done before it is told to stop. */
export function drainOf(
  service: RenderedService,
  image: Image,
): { readonly seconds: number; readonly lifecycle?: Raw } {
  const most = seconds(service, image)
  if (service.name !== 'orca') {
    // The pod is taken from its Service at the same moment; requests that are on their way still arrive.
    return { seconds: most, ...(image.ours ? { lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } } : {}) }
  }
  const { scheme, port } = service.settings
  const url = `${scheme}://localhost:${port}`
  const command = image.ours ? ['node', '-e', drained(url, most / 2)] : ['/bin/sh', '-c', drainedByWget(url, most / 2)]
  return { seconds: most, lifecycle: { preStop: { exec: { command } } } }
}

/** Ends as soon as nothing is under way. */
const drained = (url: string, most: number) =>
  [
    `const until = Date.now() + ${most * 1000}`,
    `const headers = { 'content-type': 'application/json' }`,
    `await fetch('${url}/admin/instance/enabled', { method: 'POST', headers, body: '{"enabled":"false"}' })`,
    `const busy = async () => Object.values(await (await fetch('${url}/executions/activeByInstance')).json()).some((each) => each.count > 0)`,
    `while (Date.now() < until && (await busy())) await new Promise((done) => setTimeout(done, 500))`,
  ].join('\n')

const drainedByWget = (url: string, most: number) =>
  `wget --no-check-certificate -q -O - --header 'Content-Type: application/json' --post-data '{"enabled":"false"}' ${url}/admin/instance/enabled; sleep ${most}`
