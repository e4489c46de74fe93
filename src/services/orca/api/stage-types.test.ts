import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OrcaUnderTest, startOrca } from '../testing.ts'
import type { StageType } from './stage-types.ts'

describe('the stage types', () => {
  let orca: OrcaUnderTest
  let types: readonly StageType[]
  beforeAll(async () => {
    orca = await startOrca()
    types = (await orca.ask('GET', '/v1/stages')).body as unknown as readonly StageType[]
  })
  afterAll(() => orca.stop())
  const find = (type: string) => types.find((each) => each.type === type)

  it('are told with their names and aliases, each once', () => {
    expect(find('wait')?.label).toBe('Wait')
    expect(find('findImage')?.aliases).toEqual(['findAmi'])
    expect(new Set(types.map(({ type }) => type)).size).toBe(types.length)
  })

  it('have the schema that their stages are checked with', () => {
    const properties = find('wait')?.schema.properties as Record<string, { anyOf: unknown[] }>
    expect(properties.waitTime?.anyOf[0]).toMatchObject({ type: ['number', 'string'], description: 'Seconds to wait.' })
    expect(find('rollbackCluster')?.schema).toMatchObject({ type: 'object', required: ['regions'] })
  })

  it('say whose stages a person may skip', () => {
    expect(find('pipeline')?.skippable).toBe(true)
    expect(find('deploy')?.skippable).toBe(false)
  })
})
