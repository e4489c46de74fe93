import type pg from 'pg'
import { channels, type Listener } from './channels.ts'

const shortestPauseMs = 100
const longestPauseMs = 5_000

/** One connection of its own that LISTENs for all of this process, made when first needed and again whenever it is lost. */
export function postgresListener(makeClient: () => pg.Client) {
  const listening = channels()
  let connected: Promise<pg.Client> | undefined
  let closed = false
  let wake: () => void = () => undefined

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function connect(): Promise<pg.Client> {
    const client = makeClient()
    client.on('notification', ({ channel, payload }) => listening.emit(channel, payload ?? ''))
    let lost = false
    const onLoss = () => {
      if (lost) return
      lost = true
      if (connected !== undefined && !closed) connected = reconnect()
    }
    client.on('error', onLoss)
    try {
      await client.connect()
      for (const name of listening.names()) await client.query(`listen ${client.escapeIdentifier(name)}`)
    } catch (error) {
      lost = true
      await client.end().catch(() => undefined)
      throw error
    }
    client.on('end', onLoss)
    return client
  }

  async function reconnect(): Promise<pg.Client> {
    for (let ms = shortestPauseMs; !closed; ms = Math.min(longestPauseMs, ms * 2)) {
      try {
        const client = await connect()
        listening.gap()
        return client
      } catch {
        await pause(ms)
      }
    }
    throw new Error('The store is closed')
  }

  /** A failure here means that the connection is being replaced, and the new one reads the list of channels afresh. */
  async function tell(sql: 'listen' | 'unlisten', channel: string): Promise<void> {
    const client = await connected
    await client?.query(`${sql} ${client.escapeIdentifier(channel)}`).catch(() => undefined)
  }

  return {
    async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
      const stop = listening.add(channel, listener)
      connected ??= connect()
      try {
        await connected
      } catch (error) {
        connected = undefined
        stop()
        throw error
      }
      await tell('listen', channel)
      return async () => {
        stop()
        if (!closed && !listening.names().includes(channel)) await tell('unlisten', channel)
      }
    },
    async close() {
      closed = true
      wake()
      listening.clear()
      const client = await connected?.catch(() => undefined)
      await client?.end()
    },
  }
}
