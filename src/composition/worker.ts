import type { Socket } from 'node:net'
import type { Configuration } from './configuration.ts'
import type { BoundSocket } from './door.ts'
import { type Options, UsageError } from './options.ts'
import { type Order, type Report, supervisedVariable } from './orders.ts'
import { databaseUrlOf, placesOf, type Running, type Sockets } from './product.ts'
import { checkConfiguration } from './services.ts'

export interface Supervised {
  readonly sockets: Sockets
  /** Says that it is ready, and does what the supervisor says from now on, until it is to end. */
  serve(running: Running, end: () => Promise<void>): void
}

/**
 * The side of a worker: undefined in a process without a supervisor; with one, resolves when that one says to begin. Until then nothing
 * but the configuration is looked at, so that a wrong one is known while the last worker is still there.
 */
export async function supervised(options: Options, configuration: Configuration): Promise<Supervised | undefined> {
  if (process.send === undefined || process.env[supervisedVariable] === undefined) return undefined
  checkConfiguration(options, configuration)
  const sockets: Record<string, BoundSocket> = {}
  // Without a supervisor there is nobody to begin again, nor to free the sockets for the next one.
  let orphaned = () => {}
  const begun = new Promise<void>((resolve, reject) => {
    orphaned = () => reject(new UsageError('The supervisor is gone.'))
    process.on('message', function listen(order: Order, handle: unknown) {
      if (order.type === 'door') sockets[order.service] = handle as BoundSocket
      if (order.type !== 'begin') return
      process.off('message', listen)
      resolve()
    })
  })
  process.once('disconnect', () => orphaned())
  const embedded = databaseUrlOf(options, configuration) === undefined
  report({ type: 'checked', places: placesOf(options, configuration), embedded })
  await begun

  return {
    sockets,
    serve(running, end) {
      const leaveForGood = () => void end().then(() => process.exit(0))
      orphaned = leaveForGood
      if (!process.connected) leaveForGood()
      process.on('message', (order: Order, handle: unknown) => {
        switch (order.type) {
          case 'connection':
            return take(running, order.service, handle as Socket | undefined)
          case 'health':
            return void health(running, order.id)
          case 'leave':
            return void leave(running, order).then(leaveForGood)
        }
      })
      report({ type: 'ready' })
    },
  }
}

function report(message: Report): void {
  if (process.connected) process.send!(message)
}

/** A connection that its client closed on the way does not arrive. */
function take(running: Running, service: string, connection: Socket | undefined): void {
  const door = running.doors.get(service)
  if (door !== undefined && connection !== undefined) door.take(connection)
  else connection?.destroy()
}

async function health(running: Running, id: number): Promise<void> {
  report({ type: 'health', id, residentBytes: process.memoryUsage.rss(), services: await running.health() })
}

async function leave(running: Running, order: Order & { type: 'leave' }): Promise<void> {
  const sent: Promise<void>[] = []
  const leaving = [...running.doors].map(([service, door]) =>
    door.leave({
      graceMs: order.graceMs,
      give(connection) {
        if (!order.gives) return connection.destroy()
        const message: Report = { type: 'connection', service }
        sent.push(
          new Promise((resolve) =>
            process.send!(message, connection, {}, () => {
              // Of it nothing is left here but the server's count.
              connection.destroy()
              resolve()
            }),
          ),
        )
      },
    }),
  )
  await Promise.all(leaving)
  await Promise.all(sent)
}
