import { expect, it } from 'vitest'
import { FUNCTION_DOCUMENTATION } from './documentation.ts'

it('every helper says what it does and what it wants to be given', () => {
  for (const { name, description, parameters } of FUNCTION_DOCUMENTATION) {
    expect(description, name).not.toBe(name)
    for (const parameter of parameters) expect(parameter.description, `${name} ${parameter.name}`).not.toBe('')
  }
})

it('the execution, which is filled in, is not shown', () => {
  expect(FUNCTION_DOCUMENTATION.find(({ name }) => name === 'stage')?.parameters).toEqual([
    { name: 'stageName', description: 'Name or id of the stage', type: 'String' },
  ])
  expect(FUNCTION_DOCUMENTATION.find(({ name }) => name === 'currentStage')?.parameters).toEqual([])
})
