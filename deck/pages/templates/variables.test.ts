import { expect, it } from 'vitest'
import { JsonText } from '../../ui/form/schema.ts'
import { givenVariables, shownVariables, variablesSchema } from './variables.ts'

const variables = [
  { name: 'image', type: 'string', description: 'What to deploy.' },
  { name: 'size', type: 'int', defaultValue: 3 },
  { name: 'isCanary', type: 'boolean', defaultValue: true },
  { name: 'regions', type: 'list', defaultValue: ['eu-west-1'] },
  { name: 'stages', type: 'list', defaultValue: [{ a: 1 }] },
  { name: 'labels', type: 'object', nullable: true },
  { name: 'prefix', type: 'string', defaultValue: 'v' },
]

it('asks for each variable by its type, and insists on those without a value of their own', () => {
  const { properties, required } = variablesSchema(variables)
  expect(required).toEqual(['image'])
  expect(properties).toMatchObject({
    image: { type: 'string', title: 'image', description: 'What to deploy.' },
    size: { type: 'integer' },
    isCanary: { type: 'boolean' },
    regions: { type: 'array', items: { type: 'string' }, description: 'One a line.' },
  })
  expect(properties?.stages?.type).toBeUndefined()
  expect(properties?.labels?.type).toBeUndefined()
})

it('shows what was given, else what the template says by itself', () => {
  expect(shownVariables(variables, { image: 'ami-1', size: 5 })).toMatchObject({ image: 'ami-1', size: 5, prefix: 'v' })
})

it('keeps of a form only what differs from the template, each as a value of its type', () => {
  const shown = shownVariables(variables, {})
  expect(givenVariables(variables, shown)).toEqual({})
  const typed = { ...shown, size: '5', isCanary: false, regions: ['eu-west-1', ' us-east-1 ', ''], prefix: '' }
  expect(givenVariables(variables, { ...typed, labels: new JsonText('{"a": 1}'), of: 'before' })).toEqual({
    size: 5,
    isCanary: false,
    regions: ['eu-west-1', 'us-east-1'],
    prefix: '',
    labels: { a: 1 },
    of: 'before',
  })
  expect(givenVariables(variables, { ...shown, image: '' })).toEqual({})
})
