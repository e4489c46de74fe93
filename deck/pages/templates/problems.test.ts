import { expect, it } from 'vitest'
import { findingsInTemplate } from './problems.ts'

const good = {
  id: 'canary',
  schema: 'v2',
  metadata: { name: 'Canary', description: 'Tries it', owner: 'team@example.org', scopes: ['global'] },
  variables: [{ name: 'seconds', type: 'int', defaultValue: 5 }],
  pipeline: {
    stages: [{ refId: '1', type: 'wait', requisiteStageRefIds: [], waitTime: '${ templateVariables.seconds }' }],
  },
}
const said = (change: object) =>
  findingsInTemplate({ ...good, ...change }).map(({ level, message }) => `${level}: ${message}`)
const stage = (more: object) => ({ pipeline: { stages: [{ ...good.pipeline.stages[0], ...more }] } })

it('finds nothing in a good one', () => expect(said({})).toEqual([]))

it.each([
  [{ id: '' }, 'error: The template needs an id: pipelines refer to it.'],
  [{ id: 'a:b' }, 'error: The id may hold no spaces and none of . : @ / ? # %.'],
  [
    { metadata: { ...good.metadata, name: 'Canary: v2' } },
    'error: The name may hold letters, digits, spaces, - and & only: metadata.name.',
  ],
  [
    { variables: [...good.variables, { name: 'a-b' }] },
    'error: The name of the variable “a-b” may hold letters, digits and _ only.',
    'warning: The variable “a-b” is asked for and used nowhere.',
  ],
  [{ schema: '1' }, 'error: The schema must be v2.'],
  [
    { metadata: { name: 'x', description: 'y', owner: 'y', scopes: [] } },
    'error: The template needs a scope, such as global or an application: metadata.scopes.',
  ],
  [
    { metadata: { name: 'x', description: 'y', scopes: ['a'] } },
    'warning: Nobody is named who looks after it: metadata.owner.',
  ],
  [
    { variables: [{ name: 'seconds', type: 'int', defaultValue: '5' }] },
    'error: The default of “seconds” is no int: no pipeline could be made of it.',
  ],
  [{ variables: [] }, 'error: The pipeline asks for the variable “seconds”, which is not declared.'],
  [
    { variables: [...good.variables, { name: 'other', type: 'string' }] },
    'warning: The variable “other” is asked for and used nowhere.',
  ],
  [{ variables: [...good.variables, ...good.variables] }, 'error: Several variables are named “seconds”.'],
  [stage({ requisiteStageRefIds: ['9'] }), 'error: Stage 1 waits for stage 9, which is not there.'],
  [stage({ type: undefined, name: 'Wait' }), 'error: “Wait” has no type.'],
])('%j: %s', (change, ...messages) => expect(said(change)).toEqual(messages))

it('says errors before warnings', () =>
  expect(
    said({ id: '', metadata: { name: 'x', description: 'y', scopes: ['a'] } }).map((each) => each.split(':')[0]),
  ).toEqual(['error', 'warning']))
