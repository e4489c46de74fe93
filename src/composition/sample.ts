import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transport } from '../platform/clients/index.ts'
import { front50Client } from '../services/front50/client.ts'

/** Creates the application `demo` and its pipelines (`samples/`) where they are missing; what people changed stays as it is. */
export async function createSample(root: string, front50: Transport): Promise<void> {
  const client = front50Client(front50)
  const samples = join(root, 'samples')
  const files = (await readdir(samples)).filter((file) => file.endsWith('.json')).sort()
  const documents = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(samples, file), 'utf8'))),
  )
  if (await client.findApplication('demo')) return
  await client.createApplication({
    name: 'demo',
    email: 'demo@example.com',
    description: 'A service on the simulated Spot account: release it, roll it, roll it back.',
    cloudProviders: 'spot',
  })
  for (const pipeline of documents) await client.savePipeline(pipeline)
}
