import type { BoundSocket } from '../door.ts'
import { UsageError } from '../options.ts'
import type { Place } from '../product.ts'
import { type BindFailure, type Bound, bind } from './socket.ts'

type Places = Readonly<Record<string, Place>>

/** The sockets of Gate and Deck, bound for as long as some worker wants them. */
export interface Doors {
  /** Throws when one of `wanted` can't be had, whatever of this is given up for it. */
  check(wanted: Places): void
  /**
   * The doors of `wanted`: those that are here already as they are, the others bound now. What is in their way, because it has
   * the same port on another address, is closed.
   */
  for(wanted: Places): Doors
  /** Whether one of `wanted` has a port of these on another address: then these have to be closed first, by all who listen. */
  areInTheWayOf(wanted: Places): boolean
  /** Closes those that are no part of `kept`. */
  closeExcept(kept: Doors): void
  handles(): Readonly<Record<string, BoundSocket>>
  addresses(): Places
  readonly bound: Readonly<Record<string, Bound>>
}

export function bindDoors(bound: Readonly<Record<string, Bound>>): Doors {
  const isHere = (service: string, { host, port }: Place) =>
    bound[service]?.isOpen() === true && bound[service].host === host && (bound[service].port === port || port === 0)

  function open(addresses: Places): Doors {
    const next = Object.entries(addresses).map(([service, address]) => {
      if (isHere(service, address)) return [service, bound[service]!] as const
      let made = bind(address.host, address.port)
      const inTheWay = Object.values(bound).find(({ port }) => port === address.port)
      if (made === 'taken' && inTheWay !== undefined) {
        inTheWay.close()
        made = bind(address.host, address.port)
      }
      if (typeof made === 'string') throw new UsageError(says(service, address, made))
      return [service, made] as const
    })
    return bindDoors(Object.fromEntries(next))
  }

  const doors: Doors = {
    bound,
    check(wanted) {
      for (const [service, address] of Object.entries(wanted)) {
        if (isHere(service, address) || Object.values(bound).some(({ port }) => port === address.port)) continue
        const made = bind(address.host, address.port)
        if (typeof made === 'string') throw new UsageError(says(service, address, made))
        made.close()
      }
    },
    for: open,
    areInTheWayOf: (wanted) =>
      Object.entries(wanted).some(
        ([service, address]) =>
          !isHere(service, address) && Object.values(bound).some(({ port }) => port === address.port),
      ),
    closeExcept(kept) {
      const those = new Set(Object.values(kept.bound))
      for (const each of Object.values(bound)) if (!those.has(each)) each.close()
    },
    handles: () => Object.fromEntries(Object.entries(bound).map(([service, { handle }]) => [service, handle])),
    addresses: () =>
      Object.fromEntries(Object.entries(bound).map(([service, { host, port }]) => [service, { host, port }])),
  }
  return doors
}

function says(service: string, { host, port }: Place, failure: BindFailure): string {
  if (failure === 'taken')
    return `Port ${port} of ${service} is taken on ${host}; stop what uses it, or choose another one.`
  if (failure === 'forbidden') return `Port ${port} of ${service} is only for root; choose one above 1023.`
  return `${host} is no address of this machine; ${service} can't listen there.`
}
