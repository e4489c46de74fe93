import { get } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { type JsonSchema, plain } from '../../ui/form/schema.ts'

/** JSON Schemas by operation, as Clouddriver checks them. */
export const useOperationSchemas = () =>
  useGate(['operations', 'spot'], (signal) =>
    get<Readonly<Record<string, { schema: JsonSchema }>>>('/spot/operations', undefined, signal),
  )

/** What says where an operation happens: the panel knows, nobody is asked. */
const PLACES = new Set([
  ...['account', 'accountName', 'application', 'asgName', 'cloudProvider', 'cluster', 'credentials', 'elastiGroup'],
  ...['elastigroupId', 'elastigroupName', 'elastigroups', 'instance', 'instanceIds', 'moniker', 'reason', 'region'],
  ...['regions', 'serverGroupName', 'source', 'statefulInstanceIds', 'type', 'user'],
])

export interface Operation {
  /** The form's own fields, with what the server says about them. */
  readonly schema: JsonSchema
  /** What else the server takes. */
  readonly more: Readonly<Record<string, JsonSchema>>
}

/**
 * A form's fields with what the server knows of them: their bounds, their values and the words about them. Without the
 * server's schema the form's own is all there is. `settled`: what the form sets itself and does not ask for.
 */
export const withServer = (
  own: JsonSchema,
  server: JsonSchema | undefined,
  settled: readonly string[] = [],
): Operation => {
  const known = server?.properties ?? {}
  const properties = Object.fromEntries(
    Object.entries(own.properties ?? {}).map(([name, property]) => [name, combined(property, known[name])]),
  )
  const more = Object.fromEntries(
    Object.entries(known).filter(
      ([name]) => !Object.hasOwn(properties, name) && !PLACES.has(name) && !settled.includes(name),
    ),
  )
  return { schema: { ...own, properties }, more }
}

const combined = (own: JsonSchema, server: JsonSchema | undefined): JsonSchema => {
  if (server === undefined) return own
  const known = plain(server)
  if (!own.properties) return { ...known, ...own }
  const properties = Object.fromEntries(
    Object.entries(own.properties).map(([name, property]) => [name, combined(property, known.properties?.[name])]),
  )
  return { ...own, properties }
}
