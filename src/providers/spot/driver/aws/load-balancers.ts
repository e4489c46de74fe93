import type { Group, LoadBalancer } from '../driver.ts'
import { launchOf } from '../launch.ts'
import { isObject } from '../merge.ts'

/**
 * The load balancers and target groups that Spot registers the group's instances with: those of its configuration, those
 * whose rules it manages itself (`itf`), and the bare names of old groups.
 */
export function loadBalancersOf(group: Group): readonly LoadBalancer[] {
  const { loadBalancersConfig, itf, loadBalancerNames } = launchOf(group)
  const configured = listIn(loadBalancersConfig).flatMap(({ name, arn, type }) => {
    const called = text(name) ?? text(arn)
    return called === undefined ? [] : [{ name: called, ...(text(type) === undefined ? {} : { type: String(type) }) }]
  })
  const managed = listIn(itf).flatMap(({ loadBalancerArn }) => {
    const arn = text(loadBalancerArn)
    return arn === undefined ? [] : [{ name: arn.match(/loadbalancer\/\w+\/([^/]+)\//)?.[1] ?? arn, type: 'ITF' }]
  })
  const bare = (Array.isArray(loadBalancerNames) ? loadBalancerNames : []).flatMap((name) => {
    const isNew = text(name) !== undefined && !configured.some((each) => each.name === name)
    return isNew ? [{ name: String(name), type: 'CLASSIC' }] : []
  })
  return [...configured, ...managed, ...bare]
}

function listIn(config: unknown) {
  const list = isObject(config) ? config.loadBalancers : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
