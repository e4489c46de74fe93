import type { Json } from '../../data/shapes.ts'
import type { JsonSchema, Values } from '../../ui/form/schema.ts'

const RIGHTS = ['READ', 'WRITE', 'EXECUTE', 'CREATE'] as const
const FLAGS = [
  'platformHealthOnly',
  'platformHealthOnlyShowOverride',
  'enableRestartRunningExecutions',
  'enableRerunActiveExecutions',
] as const
const groups: JsonSchema = { type: 'array', items: { type: 'string' } }

/** What an application is asked for; `withName`: where it does not have one yet. */
export const applicationSchema = (clouds: readonly string[], withName: boolean): JsonSchema => ({
  type: 'object',
  required: [...(withName ? ['name'] : []), 'email'],
  properties: {
    ...(withName ? { name: { type: 'string', title: 'Name', minLength: 1 } } : {}),
    email: { type: 'string', title: 'Owner email', minLength: 1 },
    description: { type: 'string', title: 'Description' },
    ...(clouds.length > 0
      ? { cloudProviders: { type: 'array', title: 'Clouds', items: { type: 'string', enum: clouds } } }
      : {}),
    repoType: { type: 'string', title: 'Repository type', enum: ['', 'github', 'stash', 'bitbucket', 'gitlab'] },
    repoProjectKey: { type: 'string', title: 'Repository project' },
    repoSlug: { type: 'string', title: 'Repository name' },
    instancePort: { type: 'integer', title: 'Instance port', minimum: 0, maximum: 65_535 },
    platformHealthOnly: {
      type: 'boolean',
      title: 'Consider only the cloud’s health of instances when a task waits for them',
    },
    platformHealthOnlyShowOverride: { type: 'boolean', title: 'Let each operation choose which health counts' },
    enableRestartRunningExecutions: { type: 'boolean', title: 'Stages of running pipelines may be restarted' },
    enableRerunActiveExecutions: { type: 'boolean', title: 'Running pipelines may be run again' },
    ...Object.fromEntries(
      RIGHTS.map((right) => [
        right,
        { ...groups, title: `Groups with ${right.toLowerCase()}`, description: 'One a line; without any, everybody' },
      ]),
    ),
  },
})

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** An application's attributes as the form has them. */
export const valuesOf = (attributes: Json): Values => {
  const { permissions, cloudProviders } = attributes
  const given = (permissions ?? {}) as Json
  return {
    ...attributes,
    cloudProviders: Array.isArray(cloudProviders)
      ? cloudProviders
      : String(cloudProviders ?? '')
          .split(',')
          .filter(Boolean),
    ...Object.fromEntries(RIGHTS.map((right) => [right, list(given[right])])),
  }
}

/** The other way: what the form changes of the attributes; a right that was not there and is given to nobody stays away. */
export const attributesOf = (values: Values, before: Json): Json => {
  const known = (before.permissions ?? {}) as Json
  const rights = RIGHTS.flatMap((right) => {
    const given = list(values[right])
      .map((each) => each.trim())
      .filter(Boolean)
    return given.length > 0 || known[right] !== undefined ? [[right, given] as const] : []
  })
  const hasPort = values.instancePort !== undefined && values.instancePort !== null
  const text = (key: string) => String(values[key] ?? '').trim()
  return {
    email: text('email'),
    description: text('description'),
    cloudProviders: list(values.cloudProviders).join(','),
    ...Object.fromEntries(
      ['repoType', 'repoProjectKey', 'repoSlug']
        .filter((key) => text(key) !== '' || before[key])
        .map((key) => [key, text(key)]),
    ),
    ...(hasPort || before.instancePort !== undefined ? { instancePort: hasPort ? values.instancePort : null } : {}),
    // One that was never said stays so while it is off: nobody changed it.
    ...Object.fromEntries(
      FLAGS.filter((key) => values[key] === true || before[key] !== undefined).map((key) => [
        key,
        values[key] === true,
      ]),
    ),
    ...(rights.length > 0 || before.permissions ? { permissions: { ...known, ...Object.fromEntries(rights) } } : {}),
  }
}
