import { expect, it } from 'vitest'
import { filterPipelines, triggeredBy } from './filter.ts'
import type { Pipeline, Trigger } from './pipeline.ts'

const pipeline = (name: string, triggers?: Trigger[], disabled?: boolean): Pipeline => ({
  name,
  application: 'shop',
  ...(triggers && { triggers }),
  ...(disabled !== undefined && { disabled }),
})
const cron = { type: 'cron', enabled: true }
const git = { type: 'git', enabled: false }
const all = [
  pipeline('plain'),
  pipeline('cron', [cron]),
  pipeline('git', [git]),
  pipeline('both', [cron, git]),
  pipeline('off', [cron], true),
]
const names = (pipelines: Pipeline[]) => pipelines.map(({ name }) => name)

it('gives every pipeline when nothing is asked', () => {
  expect(names(filterPipelines(all, {}))).toEqual(names(all))
})

it('gives none without a trigger as soon as anything is asked', () => {
  expect(names(filterPipelines(all, { enabledPipelines: true }))).toEqual(['cron', 'git', 'both'])
  expect(names(filterPipelines(all, { enabledPipelines: false }))).toEqual(['off'])
})

it('wants one trigger that has both the state and the type', () => {
  expect(names(filterPipelines(all, { enabledTriggers: true, triggerTypes: ['git'] }))).toEqual([])
  expect(names(filterPipelines(all, { enabledTriggers: false, triggerTypes: ['git', 'cron'] }))).toEqual([
    'git',
    'both',
  ])
})

it('finds the pipelines that another one starts when it ends so', () => {
  const onDeploy = { type: 'pipeline', enabled: true, pipeline: 'deploy-id', status: ['successful', 'failed'] }
  const children = [
    pipeline('child', [onDeploy]),
    pipeline('asleep', [{ ...onDeploy, enabled: false }]),
    pipeline('stranger', [{ ...onDeploy, pipeline: 'other-id' }]),
  ]
  expect(names(triggeredBy(children, 'deploy-id', 'failed'))).toEqual(['child'])
  expect(names(triggeredBy(children, 'deploy-id', 'canceled'))).toEqual([])
})
