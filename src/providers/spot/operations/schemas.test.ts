import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operations } from './index.ts'

interface Field {
  readonly description?: string
  readonly anyOf?: readonly Field[]
  readonly properties?: Readonly<Record<string, Field>>
}

const schemas = Object.entries(operations).map(
  ([name, { schema }]) => [name, z.toJSONSchema(schema, { io: 'input' }) as Field] as const,
)

describe('the description of an operation', () => {
  it.each(schemas)('%s is a schema that tells what each of its fields means', (_name, schema) => {
    const undescribed = Object.entries(schema.properties ?? {}).filter(([, field]) => describedIn(field) === undefined)
    expect(undescribed.map(([key]) => key)).toEqual([])
    expect(Object.keys(schema.properties ?? {})).toContain('credentials')
  })
})

const describedIn = (field: Field): string | undefined =>
  field.description ?? field.anyOf?.map(describedIn).find((each) => each !== undefined)
