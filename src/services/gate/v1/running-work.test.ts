import { expect, it } from 'vitest'
import { runningWork } from './running-work.ts'

it('tells what tasks and executions are about, by their stages that are not over', () => {
  const stage = (context: object, status = 'RUNNING', type = 'wait') => ({
    type,
    status,
    context: context as Record<string, unknown>,
  })
  const resize = {
    id: 't1',
    name: 'Resize',
    status: 'RUNNING',
    startTime: 5,
    execution: {
      stages: [
        stage({ asgName: 'shop-v001', serverGroupName: 'shop-v001', secret: 'x' }, 'RUNNING', 'resizeServerGroup'),
      ],
    },
  }
  const terminate = {
    id: 't2',
    status: 'RUNNING',
    execution: { stages: [stage({ instanceIds: ['i-1', 'i-2'] }, 'NOT_STARTED')] },
  }
  const release = {
    id: 'e1',
    name: 'Release',
    status: 'RUNNING',
    stages: [
      stage({ serverGroupName: 'shop-v000' }, 'SUCCEEDED'),
      stage({ 'deploy.server.groups': { 'us-east-1': ['shop-v002'] } }),
      stage(
        { rollbackContext: { rollbackServerGroupName: 'shop-v003', restoreServerGroupName: 'shop-v001' } },
        'PAUSED',
      ),
    ],
  }
  const waiting = { id: 'e2', status: 'RUNNING', stages: [stage({ waitTime: 5 })] }
  expect(runningWork([resize, terminate], [release, waiting])).toEqual([
    {
      kind: 'task',
      id: 't1',
      name: 'Resize',
      status: 'RUNNING',
      startTime: 5,
      about: ['shop-v001'],
      doing: [{ type: 'resizeServerGroup', about: ['shop-v001'] }],
    },
    { kind: 'task', id: 't2', name: 't2', status: 'RUNNING', about: ['i-1', 'i-2'], doing: [] },
    {
      kind: 'execution',
      id: 'e1',
      name: 'Release',
      status: 'RUNNING',
      about: ['shop-v002', 'shop-v003', 'shop-v001'],
      doing: [{ type: 'wait', about: ['shop-v002'] }],
    },
  ])
})
