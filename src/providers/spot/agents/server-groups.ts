import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type {
  CachingAgent,
  InventorySnapshot,
  KnownServerGroups,
  RefreshTarget,
  ServerGroup,
} from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import { inBackground, isAborted, isGone, wasNotAsked, whileWaiting } from '../client/index.ts'
import type { Group } from '../driver/index.ts'
import { serverGroupOf } from '../model/index.ts'
import {
  entryOf,
  fingerprint,
  fingerprintOf,
  isRolling,
  isSettled,
  namesakesOf,
  readingsOf,
  rollsOf,
  staleEntry,
} from './entry.ts'
import { type Named, namedGroups } from './namesakes.ts'
import { planReadings, type Urgency } from './reading-plan.ts'

/** What the agent remembers of a group between its readings. */
interface Watch {
  /** Of the document that was read last, or tried to be read. */
  fingerprint: string
  triedAt: number
  /** Since we or another process changed it; it is read each time for a while. */
  touchedAt: number
  /** Since when it is not as it should be. */
  unsettledSince: number | undefined
}

/** A group of the list with what is known of it. */
interface Listed extends Named {
  readonly known: ServerGroup | undefined
  readonly changed: boolean
  readonly watch: Watch
}

/** What came of reading a group; without an entry it is not there any more. */
type Result = { readonly entry: ServerGroup | undefined } | { readonly error: Error }

type Refreshed = InventorySnapshot & { readonly gone: readonly Pick<RefreshTarget, 'region' | 'name'>[] }

/** How long a group is read each time after a change of ours, and how long one that does not settle. */
const touchedMs = 300_000
const unsettledMs = 900_000
/** Groups read at once: each takes three calls or more, and six of them go at once in the background. */
const mostAtOnce = 3
/** Of groups that were never read, the most in one go. */
const firstReadings = 500
/** So many in a row that can't be read end the reading: the next one finds out whether Spot is well again. */
const mostFailures = 10

/**
 * Reads an account's groups: one list call, then three calls and more for some of them, as `reading-plan.ts` says. A group
 * that can't be read keeps its last entry, and never costs another one its own. What did not change is handed back as it is.
 */
export function serverGroupAgent(account: SpotAccount): CachingAgent {
  const { driver, clock, logger, limits } = account
  const watches = new Map<string, Watch>()
  const reported = new Set<string>()
  const failing = new Set<string>()
  /** Readings for who waits, by region and name. */
  const underWay = new Map<string, Promise<Refreshed>>()

  const isShown = (group: Group) =>
    deriveMoniker(group.name).app !== undefined && account.shows(group.name, driver.describe(group).region)

  function watchOf(id: string, known: ServerGroup | undefined, readAt: number): Watch {
    const there = watches.get(id)
    if (there) return there
    const watch: Watch = {
      fingerprint: known ? fingerprintOf(known) : '',
      triedAt: known && readingsOf(known)?.readAt !== null ? readAt : 0,
      touchedAt: Number.NEGATIVE_INFINITY,
      unsettledSince: undefined,
    }
    watches.set(id, watch)
    return watch
  }

  function lookUp({ group, region, namesakes }: Named, inventory: KnownServerGroups): Listed {
    const entry = inventory.serverGroup(account.name, region, group.name)
    const known = entry?.cloudId === group.id ? entry : undefined
    const readAt = known === undefined ? 0 : inventory.readAt(known)
    const watch = watchOf(group.id, known, readAt)
    // Another process read it: somebody changed it there.
    if (readAt > watch.triedAt && watch.triedAt > 0) {
      watch.touchedAt = readAt
      watch.triedAt = readAt
      if (known) watch.fingerprint = fingerprintOf(known)
    }
    const changed = known !== undefined && fingerprint(group) !== watch.fingerprint
    return { group, region, namesakes, known, changed, watch }
  }

  function urgencyOf({ known, changed, watch, group }: Listed): Urgency {
    const now = clock.now()
    if (known === undefined || readingsOf(known)?.readAt === null) return 'new'
    if (now - watch.touchedAt < touchedMs) return 'touched'
    if (changed) return 'changed'
    if (isRolling(known)) return 'unsettled'
    if (isSettled(known, group)) {
      watch.unsettledSince = undefined
      return 'quiet'
    }
    watch.unsettledSince ??= now
    return now - watch.unsettledSince < unsettledMs ? 'unsettled' : 'quiet'
  }

  /** Reads a group; undefined when it is not there any more. */
  async function read(
    named: Named,
    known: ServerGroup | undefined,
    { readAt, rolls }: { readonly readAt: number; readonly rolls: boolean },
  ): Promise<ServerGroup | undefined> {
    const { group, namesakes } = named
    try {
      const reading = await driver.read(group, { rolls })
      // Rolls are not read each time: those that were over stay as they were.
      const all = rolls ? reading : { ...reading, rolls: known?.cloudId === group.id ? rollsOf(known) : [] }
      const made = serverGroupOf(account.name, driver, all)
      return made && entryOf(made, { stale: false }, namesakes, readAt)
    } catch (error) {
      if (isGone(error)) return undefined
      throw error
    }
  }

  /** A group of which only the list has told yet. */
  function unreadEntry({ group, namesakes }: Named): ServerGroup[] {
    const made = serverGroupOf(account.name, driver, {
      group,
      instances: [],
      suspended: [],
      disabled: false,
      rolls: [],
    })
    return made === undefined ? [] : [entryOf(made, { stale: true, readAt: null }, namesakes)]
  }

  /** The entry of a group that was not read this time. */
  function keptEntry(listed: Listed, failed: boolean): ServerGroup[] {
    const { known, changed, namesakes } = listed
    if (known === undefined || (changed && readingsOf(known)?.readAt === null)) return unreadEntry(listed)
    const same = namesakesOf(known).join() === namesakes.join()
    const entry = same ? known : entryOf(known, readingsOf(known) ?? { stale: false }, namesakes)
    return [failed || changed ? staleEntry(entry) : entry]
  }

  /** Reads what is due, some at a time; by id what came of it, `undefined` for a group that is gone. */
  async function readDue(due: readonly Listed[]) {
    const results = new Map<string, Result>()
    const queue = [...due]
    let failures = 0
    const lane = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { group, known, watch, changed } = next
        try {
          const rolls = changed || urgencyOf(next) !== 'quiet' || isRolling(known)
          const readAt = clock.now()
          const entry = await read(next, known, { readAt, rolls })
          watch.triedAt = readAt
          watch.fingerprint = fingerprint(group)
          results.set(group.id, { entry })
          failures = 0
        } catch (error) {
          if (isAborted(error)) throw error
          if (wasNotAsked(error)) {
            // The calls of this minute are used up: the others have their turn next time.
            queue.length = 0
            return
          }
          watch.triedAt = clock.now()
          results.set(group.id, { error: error as Error })
          failures += 1
          if (failures >= mostFailures) queue.length = 0
        }
      }
    }
    await Promise.all(Array.from({ length: mostAtOnce }, lane))
    return results
  }

  function reportNamesakes(all: readonly Named[]): void {
    for (const { group, region, namesakes } of all) {
      if (namesakes.length === 0) continue
      const words = `Several Elastigroups of account ${account.name} are named ${group.name} in ${region}: ${group.id}, the oldest, is shown; ${namesakes.join(', ')} can be reached by id only. Rename or delete them in Spot`
      if (!reported.has(words)) logger.warn({ account: account.name, name: group.name }, words)
      reported.add(words)
    }
  }

  function reportFailures(results: ReadonlyMap<string, Result>): void {
    for (const [id, result] of results) {
      if (!('error' in result)) failing.delete(id)
      else if (!failing.has(id)) {
        failing.add(id)
        logger.warn(
          { account: account.name, group: id },
          `Group ${id} could not be read and keeps its last entry: ${result.error.message}`,
        )
      }
    }
  }

  /** What is kept for items of the list that can't be read: by name where they tell it; otherwise nothing may leave. */
  function keptFor(unreadable: readonly unknown[]): readonly string[] | 'all' {
    const names = unreadable.map((item) => (item as { name?: unknown } | null)?.name)
    for (const name of names) {
      const words = `A group in Spot's list is not as described and keeps its last entry: ${typeof name === 'string' ? name : 'it has no name'}`
      if (!reported.has(words)) logger.warn({ account: account.name }, words)
      reported.add(words)
    }
    return names.every((name) => typeof name === 'string') ? names : 'all'
  }

  async function load(inventory: KnownServerGroups) {
    const unreadable: unknown[] = []
    const groups = (await driver.list({}, (item) => unreadable.push(item))).filter(isShown)
    const named = namedGroups(groups, (group) => driver.describe(group))
    reportNamesakes(named)
    const listed = new Map(named.map((each) => [each.group.id, lookUp(each, inventory)]))
    const allowed = limits.readingsPerMinute()
    const share = allowed === undefined ? account.readingsPerCycle : (allowed * account.pollIntervalMs) / 60_000
    const due = planReadings(
      [...listed].map(([id, each]) => ({ id, urgency: urgencyOf(each), triedAt: each.watch.triedAt })),
      {
        now: clock.now(),
        intervalMs: account.pollIntervalMs,
        readings: Math.max(1, Math.min(account.readingsPerCycle, Math.floor(share))),
        firstReadings,
      },
    )
    const results = await readDue(due.flatMap((id) => listed.get(id) ?? []))
    reportFailures(results)
    const serverGroups = [...listed].flatMap(([id, each]) => {
      const result = results.get(id)
      if (result === undefined) return keptEntry(each, false)
      return 'error' in result ? keptEntry(each, true) : (result.entry ?? [])
    })
    for (const id of watches.keys()) if (!listed.has(id)) watches.delete(id)
    return { resources: { serverGroups }, keep: keptFor(unreadable) }
  }

  /** The group that a target means, as it is now, with others of its name; undefined when there is none. */
  async function find({ id, name, region }: RefreshTarget, known: ServerGroup | undefined): Promise<Named[]> {
    const its = id ?? known?.cloudId
    const alone = namesakesOf(known).length === 0 && (known === undefined || its === known.cloudId)
    if (its !== undefined && alone) {
      const group = await driver.get(its).catch((error: unknown) => {
        if (isGone(error)) return undefined
        throw error
      })
      return group === undefined ? [] : namedGroups([group], (each) => driver.describe(each))
    }
    const groups = await driver.list({ name })
    return namedGroups(groups, (group) => driver.describe(group)).filter(
      (each) => region === undefined || each.region === region,
    )
  }

  const entryAt = ({ region, name }: RefreshTarget, inventory: KnownServerGroups) =>
    region === undefined ? undefined : inventory.serverGroup(account.name, region, name)

  async function refresh(target: RefreshTarget, inventory: KnownServerGroups): Promise<Refreshed> {
    const { name, region } = target
    const known = entryAt(target, inventory)
    const found = (await find(target, known)).filter(({ group }) => isShown(group))
    const entries = await Promise.all(
      found.map(async (named) => {
        const { group } = named
        const readAt = clock.now()
        const entry = await read(named, known, { readAt, rolls: target.changed === true || !known || isRolling(known) })
        watches.set(group.id, {
          fingerprint: fingerprint(group),
          triedAt: readAt,
          touchedAt: readAt,
          unsettledSince: watches.get(group.id)?.unsettledSince,
        })
        return entry ?? []
      }),
    )
    const serverGroups = entries.flat()
    const isThere = serverGroups.some((each) => each.name === name && (region ?? each.region) === each.region)
    return { serverGroups, gone: isThere ? [] : [{ name, ...(region === undefined ? {} : { region }) }] }
  }

  /**
   * For somebody who waits for something to happen and asks again and again: those who ask at the same time share one
   * reading, and while calls are short what was read lately will do.
   */
  function refreshForWaiting(target: RefreshTarget, inventory: KnownServerGroups): Promise<Refreshed> {
    const known = entryAt(target, inventory)
    const age = known === undefined ? Number.POSITIVE_INFINITY : clock.now() - inventory.readAt(known)
    if (known !== undefined && readingsOf(known)?.stale === false && age < limits.restMs()) {
      return Promise.resolve({ serverGroups: [known], gone: [] })
    }
    const key = `${target.region ?? ''}\n${target.name}`
    const shared =
      underWay.get(key) ?? whileWaiting(() => refresh(target, inventory)).finally(() => underWay.delete(key))
    underWay.set(key, shared)
    return shared
  }

  return {
    name: `${account.name}/SpotServerGroupCachingAgent`,
    intervalMs: account.pollIntervalMs,
    load: ({ known, signal }) => inBackground(signal, () => load(known)),
    async refresh(targets, known) {
      const results = await Promise.all(
        targets.map(({ region, ...rest }) => {
          const target = { ...rest, ...(region ? { region } : {}) }
          return target.changed ? refresh(target, known) : refreshForWaiting(target, known)
        }),
      )
      return {
        serverGroups: results.flatMap(({ serverGroups }) => serverGroups),
        gone: results.flatMap(({ gone }) => gone),
      }
    },
  }
}
