import { expect, it } from 'vitest'
import { unlinked } from './unlink.ts'

const document = {
  id: 'p1',
  application: 'orders',
  index: 2,
  updateTs: '5',
  type: 'templatedPipeline',
  schema: 'v2',
  name: 'Release',
  description: 'Ours',
  template: { reference: 'spinnaker://release' },
  variables: { seconds: 5 },
  exclude: [],
  parameters: [],
  triggers: [],
  notifications: [],
  stages: [],
}
const template = {
  parameterConfig: [{ name: 'who', default: 'crew' }],
  stages: [
    {
      refId: '1',
      type: 'wait',
      requisiteStageRefIds: [],
      waitTime: '${ templateVariables.seconds }',
      comments: '${ execution.id } waits ${ templateVariables.seconds } seconds',
      when: ['${ #now() }', '${ templateVariables.seconds }'],
    },
  ],
}
const plan = {
  id: 'p1',
  application: 'orders',
  name: 'Release',
  limitConcurrent: true,
  maxConcurrentExecutions: 0,
  templateVariables: { seconds: 5 },
  source: { type: 'templatedPipeline', version: 'v2' },
  parameterConfig: [{ name: 'who', default: 'crew', inherited: true }],
  triggers: [],
  notifications: [],
  stages: [
    {
      refId: '1',
      type: 'wait',
      requisiteStageRefIds: [],
      notifications: [],
      waitTime: 5,
      comments: '${ execution.id } waits 5 seconds',
      when: ['12:00', 5],
    },
  ],
}

it('is a pipeline of its own, with what the variables say written in and all other expressions as they were', () => {
  expect(unlinked(document, template, plan)).toEqual({
    id: 'p1',
    application: 'orders',
    index: 2,
    updateTs: '5',
    name: 'Release',
    description: 'Ours',
    limitConcurrent: true,
    maxConcurrentExecutions: 0,
    parameterConfig: [{ name: 'who', default: 'crew' }],
    triggers: [],
    notifications: [],
    stages: [
      {
        refId: '1',
        type: 'wait',
        requisiteStageRefIds: [],
        notifications: [],
        waitTime: 5,
        comments: '${ execution.id } waits 5 seconds',
        when: ['${ #now() }', 5],
      },
    ],
  })
})

it('takes the stages that the pipeline put in place of the template’s as the pipeline wrote them', () => {
  const stage = { ...template.stages[0], waitTime: '${ 1 + templateVariables.seconds }', comments: '${ 1 + 1 }' }
  const own = { ...document, stages: [stage] }
  const planned = { ...plan, stages: [{ ...plan.stages[0], waitTime: 6, comments: '2' }] }
  expect(unlinked(own, template, planned).stages).toMatchObject([{ waitTime: 6, comments: '${ 1 + 1 }' }])
})
