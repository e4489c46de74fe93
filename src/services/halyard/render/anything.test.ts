import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { completeDeployment, type Tree } from '../halconfig/index.ts'
import { deploymentConfiguration, type Node } from '../schema/index.ts'
import { render } from './index.ts'
import { homeWith } from './testing.ts'

/** What people write where a value is wanted: the right thing, a placeholder, a reference, or something that can't be meant. */
const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('${NAME}', 'encrypted:s3!r:r!b:b!f:f!k:k', 'https://a:b@example.org', 'yes', '/nowhere/at/all', ''),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const anything = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.string({ maxLength: 4 }), scalar, { maxKeys: 2, noNullPrototype: true }) },
)

/** Of the shape that the schema says, for the most part. */
function written(node: Node): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case 'section':
      return section(node.fields)
    case 'collection':
      return fc.array(section(node.of.fields), { maxLength: 2 })
    case 'keyed':
      return fc.dictionary(fc.string({ maxLength: 4 }), section(node.of.fields), { maxKeys: 1, noNullPrototype: true })
    case 'boolean':
      return fc.oneof({ weight: 3, arbitrary: fc.boolean() }, anything)
    case 'choice':
      return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...node.options!) }, anything)
    case 'texts':
      return fc.oneof({ weight: 3, arbitrary: fc.array(fc.string({ maxLength: 6 }), { maxLength: 2 }) }, anything)
    default:
      return anything
  }
}

const section = (fields: Readonly<Record<string, Node>>): fc.Arbitrary<Tree> => {
  const entries = Object.entries(fields).map(([key, node]) => [
    key,
    fc.option(written(node), { nil: undefined, freq: 2 }),
  ])
  return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>, {
    noNullPrototype: true,
  }) as fc.Arbitrary<Tree>
}

it('whatever a halconfig says, files come of it that YAML understands, and Deck gets no reference', async () => {
  const home = homeWith()
  await fc.assert(
    fc.asyncProperty(section(deploymentConfiguration.fields), async (raw) => {
      const deployment = completeDeployment({ ...raw, name: 'default' })
      const { services } = await render(home, deployment, { version: '1.0.0', env: {} })
      for (const { files } of services)
        for (const { path, kind, content } of files) {
          if (path.endsWith('.yml')) expect(parse(String(content), { version: '1.1' })).toBeTypeOf('object')
          if (kind === 'deck') expect(content).not.toContain('encrypted:')
        }
    }),
    { numRuns: 100 },
  )
}, 60_000)
