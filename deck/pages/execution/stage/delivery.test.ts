import { describe, expect, it } from 'vitest'
import type { Execution, Stage, Task } from '../../../data/shapes.ts'
import { deliveriesOf } from './delivery.ts'

const stage = (id: string, more: Partial<Stage> = {}): Stage => ({
  id,
  refId: id,
  type: 'wait',
  name: id,
  status: 'SUCCEEDED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: [],
  ...more,
})
const afterward = (id: string, type: string, context: Stage['context'], more: Partial<Stage> = {}): Stage =>
  stage(id, { type, context, parentStageId: 'create', syntheticStageOwner: 'STAGE_AFTER', ...more })

const deploy = stage('deploy', { type: 'deploy', status: 'RUNNING' })
const create = (status: Task['status']): Stage =>
  stage('create', {
    type: 'createServerGroup',
    status: 'RUNNING',
    parentStageId: 'deploy',
    syntheticStageOwner: 'STAGE_BEFORE',
    context: {
      strategy: 'rollingredblack',
      targetPercentages: [50, 100],
      source: { serverGroupName: 'shop-v001' },
      'deploy.server.groups': { 'us-east-1': ['shop-v002'] },
    },
    tasks: [{ id: '1', name: 'create', status } as Task],
  })
const of = (...stages: Stage[]) => deliveriesOf({ stages: [deploy, ...stages] } as unknown as Execution, deploy)

describe('a deploy that takes over bit by bit', () => {
  it('plans its steps while the group is made', () => {
    const [delivery] = of(create('RUNNING'))
    expect(delivery).toMatchObject({ strategy: 'Rolling red/black', from: 'shop-v001', to: 'shop-v002', grown: 0 })
    expect(delivery?.steps.map(({ percent, status }) => [percent, status])).toEqual([
      [undefined, 'RUNNING'],
      [50, 'NOT_STARTED'],
      [100, 'NOT_STARTED'],
    ])
  })

  it('says how far the new one has grown and how much the old one has lost', () => {
    const [delivery] = of(
      create('SUCCEEDED'),
      afterward('grow', 'resizeServerGroup', { scalePct: 50 }),
      afterward('take', 'disableServerGroup', { desiredPercentage: 50 }, { requisiteStageRefIds: ['grow'] }),
      afterward('more', 'resizeServerGroup', { scalePct: 100 }, { status: 'RUNNING', requisiteStageRefIds: ['take'] }),
    )
    expect(delivery).toMatchObject({ grown: 50, taken: 50 })
    expect(delivery?.steps.map(({ label }) => label)).toEqual(['Create shop-v002', 'grow', 'take', 'more'])
  })

  it('is no delivery without a strategy', () => {
    expect(of(stage('create', { type: 'createServerGroup', parentStageId: 'deploy' }))).toEqual([])
  })
})
