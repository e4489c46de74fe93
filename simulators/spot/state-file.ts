import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Group } from './model/state.ts'
import type { HealthCheck, Image, Migration, Subscription, World } from './model/world.ts'

const VERSION = 1
const WRITE_AFTER_MS = 100
/** A big state takes a while to write; the pause before the next write is this many times as long. */
const PAUSE_FACTOR = 10

/** Groups are our own writing and are trusted as such; the frame around them is checked. */
const snapshot = z.object({
  version: z.literal(VERSION),
  clockOffset: z.number(),
  images: z.array(z.custom<Image>((image) => typeof image === 'object' && image !== null)),
  closedMarkets: z.array(z.string()),
  prices: z.record(z.string(), z.number()),
  subscriptions: z.array(z.custom<Subscription>()).default([]),
  migrations: z.array(z.custom<Migration>()).default([]),
  healthChecks: z.array(z.custom<HealthCheck>()).default([]),
  groups: z.array(z.custom<Group>((group) => typeof group === 'object' && group !== null && 'instances' in group)),
})

const isMissing = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === 'ENOENT'

/** What groups of older state files lack. */
const NEW_PARTS: Pick<Group, 'cloud' | 'codeDeployments' | 'inMaintenance'> = {
  cloud: 'aws',
  codeDeployments: [],
  inMaintenance: false,
}

/** Brings back the state of an earlier run; a file that is not there is a first run, one that can't be read is an error. */
export async function loadState(file: string, world: World): Promise<void> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return
    throw cause
  }
  let state: z.infer<typeof snapshot>
  try {
    state = snapshot.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`The state file ${file} can't be read; move it away to start afresh.`, { cause })
  }
  world.clock.advance(state.clockOffset / 1000)
  world.images = new Map(state.images.map((image) => [image.id, image]))
  world.closedMarkets = new Set(state.closedMarkets)
  world.prices = new Map(Object.entries(state.prices))
  world.subscriptions = state.subscriptions
  world.migrations = state.migrations
  world.healthChecks = state.healthChecks
  world.groups = new Map(state.groups.map((group) => [group.id, { ...NEW_PARTS, ...group, wakeAt: 0 }]))
  for (const group of world.groups.values()) {
    for (const { instanceId } of group.instances) if (instanceId) world.instanceGroups.set(instanceId, group.id)
  }
}

/** Writes the state a moment after each change: beside the file first, then in its place, so that it is never half a file. */
export function stateWriter(file: string, world: () => World) {
  let timer: NodeJS.Timeout | null = null
  let pause = WRITE_AFTER_MS
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    const started = performance.now()
    const { clock, images, closedMarkets, prices, groups, subscriptions, migrations, healthChecks } = world()
    const state: z.infer<typeof snapshot> = {
      version: VERSION,
      clockOffset: clock.offset(),
      images: [...images.values()],
      closedMarkets: [...closedMarkets],
      prices: Object.fromEntries(prices),
      subscriptions,
      migrations,
      healthChecks,
      groups: [...groups.values()],
    }
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(`${file}.new`, 'w', 0o600)
    try {
      await handle.writeFile(JSON.stringify(state))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
    pause = Math.max(WRITE_AFTER_MS, (performance.now() - started) * PAUSE_FACTOR)
  }
  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }
  return {
    changed(): void {
      timer ??= setTimeout(() => {
        flush().catch((cause: Error) => process.stderr.write(`The state file can't be written: ${cause.message}\n`))
      }, pause)
    },
    close: flush,
  }
}
