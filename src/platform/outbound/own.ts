import { createOutbound, type Outbound, type OutboundOptions } from './outbound.ts'
import { restrictionsSchema } from './restrictions.ts'

/**
 * For addresses that an operator configured, in the operator's own network: unlike those that users of pipelines write, they may be on
 * this machine or have no domain.
 */
export function createOwnOutbound(options?: OutboundOptions): Outbound {
  const anywhere = {
    'reject-localhost': false,
    'reject-link-local': false,
    'reject-verbatim-ips': false,
    'excluded-domains': [],
    'allowed-hostnames-regex': '.*',
  }
  return createOutbound(restrictionsSchema.parse(anywhere), options)
}
