import { isTree, type Tree } from '../../halconfig/tree.ts'
import { integrations, type Node, type Section } from '../../schema/index.ts'

/** A completed part of the halconfig as it may be shown: without secrets, and without what is not set. */
export function masked(node: Node, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (node.kind) {
    case 'section':
      return maskedSection(node, value)
    case 'collection':
      return Array.isArray(value) ? value.map((each) => masked(node.of, each)) : value
    case 'keyed':
      return isTree(value)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, masked(node.of, each)]))
        : value
    case 'free':
      return maskedByName(value)
    default:
      return node.secret && !node.file ? maskedText(value) : value
  }
}

function maskedSection(section: Section, value: unknown): unknown {
  if (!isTree(value)) return value
  const result: Tree = {}
  for (const [key, node] of Object.entries(section.fields)) {
    const own = key === 'serviceIntegrations' ? maskedIntegrations(value[key]) : masked(node, value[key])
    if (own !== undefined) result[key] = own
  }
  return result
}

/** The integrations of canaries, each after its own schema. */
function maskedIntegrations(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((each: Tree) => {
    const { fields, account } = integrations.find(({ name }) => name === each.name)!
    const { accounts, name, ...settings } = each
    return {
      name,
      ...(masked(fields, settings) as Tree),
      accounts: (accounts as unknown[]).map((one) => masked(account, one)),
    }
  })
}

/** Where no schema says what a value is, its name does. */
function maskedByName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskedByName)
  if (!isTree(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      /passw|secret|token|api_?key|private_?key|credential/i.test(key) && typeof each !== 'object'
        ? maskedText(each)
        : maskedByName(each),
    ]),
  )
}

/** A reference to a secret is none. */
const maskedText = (value: unknown) =>
  /^(encrypted|encryptedFile|configserver):|^\$\{[^}]*\}$/.test(String(value)) ? value : '***'
