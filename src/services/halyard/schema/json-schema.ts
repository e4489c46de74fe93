import { integrations } from './canary.ts'
import { halconfig } from './deployment.ts'
import type { Field, Node, Section } from './field.ts'

type Schema = Readonly<Record<string, unknown>>

/** The JSON Schema of a halconfig. Unknown keys are allowed, as `hal` keeps them; a placeholder may stand for any value. */
export function jsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'halconfig',
    ...schemaOf(halconfig),
  }
}

const placeholder = { type: 'string', pattern: '\\$\\{' }

function schemaOf(node: Node): Schema {
  switch (node.kind) {
    case 'section':
      return sectionOf(node)
    case 'collection':
      return { description: node.describe, type: ['array', 'null'], items: schemaOf(node.of) }
    case 'keyed':
      return { description: node.describe, type: ['object', 'null'], additionalProperties: schemaOf(node.of) }
    default:
      return { description: node.describe, ...presetOf(node), ...valueSchema(node) }
  }
}

function sectionOf(section: Section): Schema {
  const properties = Object.entries(section.fields).flatMap(([key, node]) => {
    const schema = key === 'serviceIntegrations' ? integrationsOf(node) : schemaOf(node)
    const spellings = 'spellings' in node ? (node.spellings ?? []) : []
    return [[key, schema], ...spellings.map((spelling) => [spelling, { ...schema, deprecated: true }])] as const
  })
  return {
    description: section.describe,
    type: ['object', 'null'],
    properties: Object.fromEntries(properties as [string, Schema][]),
  }
}

/** Each is told apart by its name. */
const integrationsOf = (node: Node): Schema => ({
  description: node.describe,
  type: ['array', 'null'],
  items: {
    type: 'object',
    oneOf: (integrations as readonly { name: string; fields: Section; account: Section }[]).map(
      ({ name, fields, account }) => ({
        ...sectionOf(fields),
        type: 'object',
        properties: {
          name: { const: name },
          ...(sectionOf(fields).properties as Schema),
          accounts: { type: ['array', 'null'], items: sectionOf(account) },
        },
        required: ['name'],
      }),
    ),
  },
})

const presetOf = (field: Field) => (field.default === undefined ? {} : { default: field.default })

function valueSchema(field: Field): Schema {
  const or = (schema: Schema) => ({ anyOf: [schema, placeholder, { type: 'null' }] })
  switch (field.kind) {
    case 'text':
      return field.pattern === undefined
        ? { type: ['string', 'number', 'boolean', 'null'] }
        : or({ type: 'string', pattern: field.pattern.of.source })
    case 'boolean':
      return or({ type: 'boolean' })
    case 'integer':
      return or({ type: 'integer' })
    case 'choice':
      return or({ enum: field.options })
    case 'texts':
      return or({ type: ['array', 'string'], items: {} })
    case 'permissions':
      return or({ type: 'object', additionalProperties: { type: ['array', 'string'] } })
    case 'free':
      return {}
  }
}
