import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { relaxed } from '../config/index.ts'

/** Placeholders leave it as text. */
const flag = z.union([z.boolean(), z.stringbool()]).default(true)

/** Orca's `user-configured-url-restrictions`: what a URL that a user wrote may lead to. */
export const restrictionsSchema = relaxed({
  'allowed-hostnames-regex': z
    .string()
    .default('.*\\..+')
    .describe('What the names of hosts must look like as a whole.'),
  'allowed-schemes': z.array(z.string()).default(['http', 'https']).describe('Schemes that may be called.'),
  'reject-localhost': flag.describe('Whether this machine may not be called.'),
  'reject-link-local': flag.describe('Whether link-local addresses, a cloud’s metadata among them, may not be called.'),
  'reject-verbatim-ips': flag.describe('Whether addresses in place of names may not be called.'),
  'rejected-ips': z.array(z.string()).default([]).describe('Further addresses that may not be called, as CIDR ranges.'),
  'excluded-domains': z
    .array(z.string())
    .default(['spinnaker', 'local', 'localdomain', 'internal'])
    .describe('Domains that may not be called.'),
  'excluded-domains-from-environment': z
    .array(z.string())
    .default([])
    .describe('Environment variables, each of which names a further excluded domain.'),
  'extra-excluded-patterns': z
    .array(z.string())
    .default([])
    .describe('Regular expressions of host names that may not be called.'),
}).prefault({})

export type Restrictions = z.infer<typeof restrictionsSchema>

/** Why this URL may not be called; undefined when it may. What its name resolves to is checked again at connection, see `isRefusedAddress`. */
export function whyRefused(text: string, restrictions: Restrictions): string | undefined {
  if (!URL.canParse(text)) return 'it is not a URL'
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const scheme = url.protocol.slice(0, -1)
  if (!restrictions['allowed-schemes'].includes(scheme)) return `its scheme '${scheme}' is not allowed`
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password'
  if (isIP(host) !== 0) {
    if (isRefusedAddress(host, restrictions)) return `the address ${host} is not allowed`
    return restrictions['reject-verbatim-ips'] ? 'addresses in place of host names are not allowed' : undefined
  }
  if (restrictions['reject-localhost'] && (host === 'localhost' || host.endsWith('.localhost')))
    return 'localhost is not allowed'
  const fromEnvironment = restrictions['excluded-domains-from-environment'].flatMap((name) => process.env[name] || [])
  const excluded = [...restrictions['excluded-domains'], ...fromEnvironment].find(
    (domain) => host === domain || host.endsWith(`.${domain}`),
  )
  if (excluded !== undefined) return `hosts of the domain '${excluded}' are not allowed`
  if (restrictions['extra-excluded-patterns'].some((pattern) => new RegExp(`^(?:${pattern})$`).test(host)))
    return `the host name '${host}' is excluded`
  const isLocalhost = host === 'localhost'
  if (!isLocalhost && !new RegExp(`^(?:${restrictions['allowed-hostnames-regex']})$`).test(host))
    return `the host name '${host}' is not allowed`
  return undefined
}

/** Whether a resolved address is off limits: a name may point anywhere, and to somewhere else a second later. */
export function isRefusedAddress(address: string, restrictions: Restrictions): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  if (restrictions['reject-localhost']) {
    list.addSubnet('127.0.0.0', 8, 'ipv4')
    list.addSubnet('0.0.0.0', 8, 'ipv4')
    list.addAddress('::1', 'ipv6')
    list.addAddress('::', 'ipv6')
  }
  if (restrictions['reject-link-local']) {
    list.addSubnet('169.254.0.0', 16, 'ipv4')
    list.addSubnet('fe80::', 10, 'ipv6')
  }
  for (const range of restrictions['rejected-ips']) {
    const [net = '', prefix] = range.split('/')
    const kind = isIP(net) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(net, Number(prefix ?? (kind === 'ipv6' ? 128 : 32)), kind)
  }
  return list.check(address, family)
}
