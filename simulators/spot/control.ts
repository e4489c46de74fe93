import type { CallRecord } from './calls.ts'
import { type Fault, type FaultRule, PRESETS } from './faults.ts'
import type { Limits } from './limits.ts'
import { advanceGroup } from './model/advance.ts'
import { findInstance, settleHealth } from './model/instance.ts'
import { interrupt } from './model/interruption.ts'
import { type EventType, notify } from './model/notify.ts'
import { scheduleReconcile } from './model/reconcile.ts'
import { rescale } from './model/rescale.ts'
import { setMetric } from './model/scaling-policies.ts'
import { seedGroup } from './model/seed.ts'
import type { Group, Health, Instance, Lifecycle } from './model/state.ts'
import { type Image, marketKey, type Settings, type Subscription } from './model/world.ts'
import type { Delivery, Notifier } from './notifications.ts'
import type { Simulator } from './parts.ts'
import type { ScenarioInput } from './scenario.ts'

export type WebhookWishes = {
  accountId?: string | undefined
  /** By Spot's names; without them, every event. */
  events?: EventType[] | undefined
  eventFormat?: { [key: string]: string } | undefined
}

/** What a test, or a person with curl, may do to the simulated cloud behind the clients' backs. */
export type Control = ReturnType<typeof createControl>

export function createControl(simulator: Simulator, notifier: Notifier) {
  const groups = () => [...simulator.world.groups.values()]
  const advanceAll = () => {
    for (const group of groups()) advanceGroup(simulator.world, group)
  }
  const located = (instanceId: string): { group: Group; instance: Instance } => {
    const group = simulator.world.groups.get(simulator.world.instanceGroups.get(instanceId) ?? '')
    if (group) advanceGroup(simulator.world, group)
    const instance = group && findInstance(group, instanceId)
    if (!group || !instance) throw new ControlError(`There is no instance ${instanceId}`)
    return { group, instance }
  }

  return {
    now: (): number => simulator.world.clock.now(),
    speed: (): number => simulator.world.clock.speed(),
    /** Moves the clock forward and does what was due meanwhile. */
    advance(seconds: number): void {
      simulator.world.clock.advance(seconds)
      advanceAll()
      void notifier.flush()
    },
    /** Delays that are under way keep the same share of their time. */
    setSpeed(speed: number): void {
      advanceAll()
      const { clock } = simulator.world
      for (const group of groups()) rescale(group, clock.now(), clock.speed() / speed)
      clock.setSpeed(speed)
    },
    reset(scenario?: ScenarioInput): void {
      simulator.reset(scenario)
    },

    addFault: (rule: FaultRule): Fault => simulator.faults.add(rule),
    /** Adds a fault by its name, with another match or count where given. */
    addPreset(name: string, changes: FaultRule = {}): Fault {
      const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
      if (!preset)
        throw new ControlError(`There is no preset ${name}; one of ${Object.keys(PRESETS).join(', ')} is meant`)
      return simulator.faults.add({ ...preset, ...changes })
    },
    faults: (): readonly Fault[] => simulator.faults.list(),
    removeFault: (id: string): boolean => simulator.faults.remove(id),
    clearFaults: (): void => simulator.faults.clear(),

    callCounts: (): { [route: string]: number } => simulator.calls.counts(),
    calls: (): CallRecord[] => simulator.calls.recent(),
    clearCalls: (): void => simulator.calls.clear(),

    limits: (): Limits => simulator.limiter.limits,
    setLimits(change: Partial<Limits>): void {
      Object.assign(simulator.limiter.limits, change)
      simulator.limiter.reset()
    },
    settings: (): Settings => simulator.world.settings,
    setSettings(change: Partial<Settings>): void {
      Object.assign(simulator.world.settings, change)
    },

    /** Every group with its instances and rolls, deleted ones included. */
    groups(): Group[] {
      advanceAll()
      return groups()
    },
    /** Adds a group that already runs. */
    seedGroup: (accountId: string, document: unknown, ageHours = 0): Group =>
      seedGroup(simulator.world, accountId, document, ageHours),

    /** Posts what happens to the groups of an account, or of all, to a URL; null ends it. `eventFormat` as at Spot. */
    setWebhook(url: string | null, wishes: WebhookWishes = {}): void {
      const { world } = simulator
      const own = (subscription: Subscription) => subscription.id.startsWith('control-')
      const accounts = wishes.accountId === undefined ? [...world.accounts.keys()] : [wishes.accountId]
      const subscriptions = accounts.flatMap((accountId) =>
        (wishes.events ?? [null]).map((eventType, index) => ({
          id: `control-${accountId}-${index}`,
          accountId,
          resourceId: null,
          protocol: 'web',
          endpoint: url ?? '',
          eventType,
          eventFormat: wishes.eventFormat ?? null,
        })),
      )
      world.subscriptions = [...world.subscriptions.filter((one) => !own(one)), ...(url === null ? [] : subscriptions)]
    },
    /** Posts one event of a group as if it had happened. */
    async notify(groupId: string, event: EventType, instanceId: string | null = null): Promise<void> {
      const group = simulator.world.groups.get(groupId)
      if (!group) throw new ControlError(`There is no group ${groupId}`)
      notify(simulator.world, group, simulator.world.clock.now(), event, instanceId)
      await notifier.flush()
    },
    /** Resolves when all that has happened until now was posted. */
    async notified(): Promise<readonly Delivery[]> {
      advanceAll()
      await notifier.flush()
      return notifier.deliveries()
    },

    images: (): Image[] => [...simulator.world.images.values()],
    /** From now on instances of that image become healthy or not; those that are up keep what they have. */
    setImage(id: string, change: Partial<Omit<Image, 'id'>>): Image {
      const image = { name: null, valid: true, healthy: true, ...simulator.world.images.get(id), ...change, id }
      simulator.world.images.set(id, image)
      return image
    },
    /** Fixes an instance's health, also against its image; null gives it back to the health check. */
    setHealth(instanceId: string, health: Health | null): void {
      const { group, instance } = located(instanceId)
      instance.healthOverride = health
      if (instance.phase === 'running') {
        instance.dueAt = null
        settleHealth(simulator.world, group, instance, simulator.world.clock.now())
      }
      group.wakeAt = 0
    },
    interrupt(instanceId: string): void {
      const { group, instance } = located(instanceId)
      interrupt(simulator.world, group, instance, simulator.world.clock.now())
    },
    /** Opens or closes a market, the spot one unless told otherwise; type and zone may be `*`. */
    setMarket(type: string, zone: string, open: boolean, lifecycle: Lifecycle = 'SPOT'): void {
      advanceAll()
      const key = marketKey(`${type}/${zone}`, lifecycle)
      if (open) simulator.world.closedMarkets.delete(key)
      else simulator.world.closedMarkets.add(key)
      for (const group of groups()) scheduleReconcile(simulator.world, group, simulator.world.clock.now())
    },
    setPrice(type: string, pricePerHour: number): void {
      simulator.world.prices.set(type, pricePerHour)
    },
    /** What CloudWatch would report for a group, once a period from now on; null stops it. */
    setMetric(groupId: string, metricName: string, value: number | null, namespace = 'AWS/EC2'): void {
      const group = simulator.world.groups.get(groupId)
      if (!group) throw new ControlError(`There is no group ${groupId}`)
      advanceGroup(simulator.world, group)
      setMetric(group, namespace, metricName, value, simulator.world.clock.now())
    },
  }
}

/** A wrong word to the control side; it answers 400 with the message. */
export class ControlError extends Error {}
