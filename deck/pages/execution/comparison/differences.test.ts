import { describe, expect, it } from 'vitest'
import type { Execution, Stage } from '../../../data/shapes.ts'
import { differencesOf, revisionAt, revisionChanges } from './differences.ts'

const stage = (refId: string, more: Partial<Stage> = {}): Stage => ({
  id: `${refId}-${Math.random()}`,
  refId,
  type: 'wait',
  name: `Stage ${refId}`,
  status: 'SUCCEEDED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: [],
  startTime: 0,
  endTime: 10_000,
  ...more,
})
const run = (more: Partial<Execution>): Execution => ({ trigger: {}, stages: [], ...more }) as Execution

describe('two runs of a pipeline', () => {
  it('differ in what was given to them', () => {
    const { parameters, trigger } = differencesOf(
      run({ trigger: { type: 'manual', user: 'ada', parameters: { tag: 'v1', same: 'x' } } }),
      run({ trigger: { type: 'jenkins', user: 'ada', parameters: { tag: 'v2', same: 'x', extra: '1' } } }),
    )
    expect(parameters).toEqual([
      { path: 'tag', before: 'v1', after: 'v2' },
      { path: 'extra', before: undefined, after: '1' },
    ])
    expect(trigger).toEqual([{ path: 'type', before: 'manual', after: 'jenkins' }])
  })

  it('differ in artifacts and in what runs in each cluster', () => {
    const of = (version: string, image: string) =>
      run({
        trigger: { artifacts: [{ type: 'docker/image', name: 'shop', version }] },
        stages: [
          stage('1', {
            type: 'createServerGroup',
            context: { account: 'prod', imageId: image, 'deploy.server.groups': { 'us-east-1': ['shop-v001'] } },
          }),
        ],
      })
    const { artifacts, images } = differencesOf(of('1', 'ami-1'), of('2', 'ami-2'))
    expect(artifacts).toEqual([{ path: 'shop (docker/image)', before: '1', after: '2' }])
    expect(images).toEqual([{ path: 'shop in prod/us-east-1', before: 'ami-1', after: 'ami-2' }])
  })

  it('differ in stages: those that came and went, their statuses, and durations that are worth a look', () => {
    const { stages } = differencesOf(
      run({ stages: [stage('1'), stage('2'), stage('3', { endTime: 100_000 }), stage('4', { name: 'Gone' })] }),
      run({ stages: [stage('1', { endTime: 11_000 }), stage('2', { status: 'TERMINAL' }), stage('3'), stage('9')] }),
    )
    expect(stages.map(({ name, differs, longer }) => [name, differs, longer])).toEqual([
      ['Stage 1', false, 1000],
      ['Stage 2', true, 0],
      ['Stage 3', true, -90_000],
      ['Stage 9', true, undefined],
      ['Gone', true, undefined],
    ])
  })
})

describe('the configuration in between', () => {
  const history = [
    { updateTs: '300', stages: [{ refId: '1', name: 'Wait', waitTime: 9 }] },
    { updateTs: '100', lastModifiedBy: 'ada', stages: [{ refId: '1', name: 'Wait', waitTime: 5 }] },
  ]

  it('is the one that was saved last before a run', () => {
    expect(revisionAt(history, 200)?.lastModifiedBy).toBe('ada')
    expect(revisionAt(history, 99)).toBeUndefined()
  })

  it('is told by stage and field', () => {
    expect(revisionChanges(history[1]!, history[0]!)).toEqual([
      { path: 'stages.Wait (1).waitTime', before: 5, after: 9 },
    ])
  })
})
