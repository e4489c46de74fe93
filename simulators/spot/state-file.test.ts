import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSpotSimulator } from './index.ts'
import { start } from './test-client.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spot-simulator-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the state file', () => {
  it('brings everything back after a restart: groups, instances, what was under way, the clock', async () => {
    const stateFile = join(folder, 'deep', 'state.json')
    const first = await start({ stateFile })
    const id = await first.settled()
    await first.call('PUT', `/aws/ec2/group/${id}/roll`, { batchSizePercentage: 100, gracePeriod: 300 })
    first.control.setImage('ami-0000000000000a003', { healthy: false })
    first.control.advance(30)
    const before = await first.status(id)
    await first.close()

    const second = await start({ stateFile })
    expect(await second.status(id)).toEqual(before)
    expect(second.control.images().find((image) => image.id === 'ami-0000000000000a003')?.healthy).toBe(false)
    second.control.advance(300)
    expect((await second.call('GET', `/aws/ec2/group/${id}/roll`)).items[0].status).toBe('finished')
    const [instance] = (await second.status(id)).map((item) => item.instanceId)
    expect((await second.call('GET', `/aws/ec2/instance/${instance}`)).status).toBe(200)
  })

  it('is written after a change without being asked, and leaves nothing else behind', async () => {
    const stateFile = join(folder, 'state.json')
    const { created } = await start({ stateFile })
    const id = await created()
    await expect.poll(() => readFile(stateFile, 'utf8').catch(() => '')).toContain(id)
    expect(await readdir(folder)).toEqual(['state.json'])
  })

  it('that is no state is an error, not a fresh start', async () => {
    const stateFile = join(folder, 'state.json')
    await writeFile(stateFile, '{"version": 99}')
    await expect(startSpotSimulator({ stateFile })).rejects.toThrow(`The state file ${stateFile} can't be read`)
  })
})
