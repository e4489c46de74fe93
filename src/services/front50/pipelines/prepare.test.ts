import { expect, it } from 'vitest'
import { preparePipeline } from './prepare.ts'

const cron = (id?: string) => ({ type: 'cron', cronExpression: '0 0 10 ? * *', ...(id && { id }) })

it('gives a new pipeline an id and trims its name', () => {
  const { pipeline } = preparePipeline({ name: ' deploy ', application: 'shop' })
  expect(pipeline).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'deploy', application: 'shop' })
})

it('gives every cron trigger of a new pipeline a new id, and of an old one only those without', () => {
  const triggers = [cron('kept'), cron(), { type: 'git' }]
  const created = preparePipeline({ name: 'a', application: 'shop', triggers }).pipeline.triggers!
  expect(created[0]!.id).not.toBe('kept')
  const changed = preparePipeline({ id: '1', name: 'a', application: 'shop', triggers }).pipeline.triggers!
  expect(changed.map(({ id }) => id)).toEqual(['kept', expect.any(String), undefined])
})

it('renews the ids of cron triggers when asked to, and does not keep the question', () => {
  const { pipeline } = preparePipeline({
    id: '1',
    name: 'copy',
    application: 'shop',
    triggers: [cron('kept')],
    regenerateCronTriggerIds: true,
  })
  expect(pipeline.triggers![0]!.id).not.toBe('kept')
  expect(pipeline).not.toHaveProperty('regenerateCronTriggerIds')
})

it('takes the time of the version that was edited apart from the content', () => {
  const prepared = preparePipeline({ id: '1', name: 'a', application: 'shop', updateTs: 17, lastModifiedBy: 'eve' })
  expect(prepared).toEqual({ pipeline: { id: '1', name: 'a', application: 'shop' }, updateTs: '17' })
})

it.each([{}, { name: 'a' }, { application: 'shop' }, { name: ' ', application: 'shop' }])(
  'refuses %j, which lacks a name or an application',
  (submitted) => {
    expect(() => preparePipeline(submitted)).toThrow('A pipeline requires name and application fields')
  },
)
