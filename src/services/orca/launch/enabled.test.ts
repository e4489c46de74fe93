import { afterEach, beforeEach, expect, it } from 'vitest'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
  await orca.askFront50('POST', '/pipelines', { ...pipeline, disabled: true })
})
afterEach(() => orca.stop())

const pipeline = { id: 'one', name: 'Deploy', application: 'shop', stages: [{ type: 'wait', waitTime: 0 }] }

it('a pipeline that is saved as disabled is not started, whatever the request says', async () => {
  expect(await orca.ask('POST', '/orchestrate', { ...pipeline, disabled: false })).toMatchObject({
    status: 400,
    body: { message: 'The pipeline config Deploy (one) belonging to shop is disabled' },
  })
  expect((await orca.ask('GET', '/pipelines?pipelineConfigIds=one')).body).toEqual([])
})

it('is started by who says that it is to be', async () => {
  expect((await orca.run({ ...pipeline, initialConfig: { enabled: true } })).status).toBe('SUCCEEDED')
})

it('one that nobody saved is started', async () => {
  expect((await orca.run({ ...pipeline, id: 'another' })).status).toBe('SUCCEEDED')
})
