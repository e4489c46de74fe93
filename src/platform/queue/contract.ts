import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type VirtualClock, virtualClock } from '../clock.ts'
import { openStore, type Store, type StoreOptions } from '../store/index.ts'
import { LeaseLostError, openQueue, type Queue, type QueueEvent, type QueueOptions } from './index.ts'
import { queueBehavesLikeItsModel } from './model.ts'

export interface TestMessage {
  readonly kind: string
  readonly n?: number
  readonly attributes?: readonly unknown[]
}

/** A database for the contract: how to open it, as each of its processes would, and how to be rid of it. */
export interface TestDatabase {
  readonly options: StoreOptions
  readonly drop: () => Promise<void>
}

/** What every engine of the queue must do, as tests. */
export function queueContract(engine: string, makeDatabase: () => Promise<TestDatabase>): void {
  describe(`the queue on ${engine}`, () => {
    let database: TestDatabase
    let store: Store
    let clock: VirtualClock
    let queues = 0
    const opened: Queue<TestMessage>[] = []

    beforeAll(async () => {
      database = await makeDatabase()
      store = await openStore(database.options)
    })
    afterEach(async () => {
      for (const queue of opened.splice(0)) await queue.close()
    })
    afterAll(async () => {
      await store.close()
      await database.drop()
    })

    async function newQueue(options: Partial<QueueOptions<TestMessage>> = {}): Promise<Queue<TestMessage>> {
      clock = virtualClock()
      queues += 1
      const queue = await openQueue<TestMessage>({ store, name: `q${queues}`, clock, ...options })
      opened.push(queue)
      return queue
    }
    const push = (queue: Queue<TestMessage>, message: TestMessage, options?: { delayMs?: number; subject?: string }) =>
      store.transaction((tx) => queue.push(tx, message, options))
    const take = (queue: Queue<TestMessage>, worker = 'a', limit = 10) => queue.take({ limit, worker })
    const kinds = async (deliveries: Promise<readonly { message: TestMessage }[]>) =>
      (await deliveries).map((each) => each.message.kind)

    test('hands out what is due, the longest due first, and nothing before its time', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'late' }, { delayMs: 500 })
      await push(queue, { kind: 'now' })
      await push(queue, { kind: 'soon' }, { delayMs: 200 })
      expect(await kinds(take(queue))).toEqual(['now'])
      await clock.advance(499)
      expect(await kinds(take(queue))).toEqual(['soon'])
      await clock.advance(1)
      expect(await kinds(take(queue))).toEqual(['late'])
    })

    test('a message is the same whatever the order of its keys and its attributes', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run', n: 1, attributes: ['first'] })
      await push(queue, { n: 1, attributes: ['second'], kind: 'run' }, { delayMs: 100 })
      expect(await take(queue)).toEqual([])
      await clock.advance(100)
      expect((await take(queue)).map((each) => each.message)).toEqual([{ kind: 'run', n: 1, attributes: ['second'] }])
      expect(await queue.contains({ kind: 'run', n: 1 })).toBe(true)
      expect(await queue.contains({ kind: 'run', n: 2 })).toBe(false)
    })

    test('push allows a copy beside a leased message, ensure does not', async () => {
      const queue = await newQueue()
      const message = { kind: 'run' }
      expect(await store.transaction((tx) => queue.ensure(tx, message))).toBe(true)
      expect(await store.transaction((tx) => queue.ensure(tx, message))).toBe(false)
      const [delivery] = await take(queue)
      expect(await store.transaction((tx) => queue.ensure(tx, message))).toBe(false)
      await push(queue, message)
      expect(await queue.depth()).toEqual({ ready: 1, delayed: 0, leased: 1, dead: 0 })
      await store.transaction((tx) => queue.complete(tx, delivery!))
      expect(await queue.depth()).toEqual({ ready: 1, delayed: 0, leased: 0, dead: 0 })
    })

    test('a message pushed as leased is its worker’s from the commit on, and goes to others when that one dies', async () => {
      const queue = await newQueue()
      const pushLeased = () =>
        store.transaction((tx) => queue.pushLeased(tx, { kind: 'run' }, { subject: 's', worker: 'a', leaseMs: 1_000 }))
      const delivery = await pushLeased()
      expect(delivery).toMatchObject({ message: { kind: 'run' }, subject: 's', attempts: 1, worker: 'a' })
      await push(queue, { kind: 'other' }, { subject: 's' })
      expect(await queue.take({ limit: 9, worker: 'b' })).toEqual([])
      await store.transaction((tx) => queue.complete(tx, delivery!))
      expect(await kinds(queue.take({ limit: 9, worker: 'b' }))).toEqual(['other'])

      const second = await pushLeased()
      await clock.advance(1_100)
      expect(await kinds(queue.take({ limit: 9, worker: 'b' }))).toEqual(['run'])
      await expect(store.transaction((tx) => queue.complete(tx, second!))).rejects.toThrow(LeaseLostError)
    })

    test('a message pushed as leased gives way to the same one that waits, which becomes due', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' }, { delayMs: 5_000 })
      expect(await store.transaction((tx) => queue.pushLeased(tx, { kind: 'run' }, { worker: 'a' }))).toBeUndefined()
      expect(await queue.depth()).toEqual({ ready: 1, delayed: 0, leased: 0, dead: 0 })
    })

    test('completing a message and leaving it again in one transaction works, with push and with ensure', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' })
      for (const again of [queue.push, queue.ensure]) {
        const [delivery] = await take(queue)
        await store.transaction(async (tx) => {
          await queue.complete(tx, delivery!)
          await again(tx, { kind: 'run' })
        })
        expect(await queue.depth()).toMatchObject({ ready: 1, leased: 0 })
      }
    })

    test('reschedule moves a waiting message and leaves a leased one alone', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' }, { delayMs: 60_000 })
      expect(await store.transaction((tx) => queue.reschedule(tx, { kind: 'run' }))).toBe(true)
      expect(await kinds(take(queue))).toEqual(['run'])
      expect(await store.transaction((tx) => queue.reschedule(tx, { kind: 'run' }))).toBe(false)
    })

    test('a transaction that rolls back leaves no message and completes none', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'first' })
      const [delivery] = await take(queue)
      const work = store.transaction(async (tx) => {
        await queue.complete(tx, delivery!)
        await queue.push(tx, { kind: 'second' })
        throw new Error('out of luck')
      })
      await expect(work).rejects.toThrow('out of luck')
      expect(await queue.depth()).toEqual({ ready: 0, delayed: 0, leased: 1, dead: 0 })
    })

    test('one worker at a time gets the messages of a subject, several of them if there are', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 's1' }, { subject: 's' })
      await push(queue, { kind: 'free' })
      expect(await kinds(take(queue, 'a', 1))).toEqual(['s1'])
      await push(queue, { kind: 's2' }, { subject: 's' })
      expect(await kinds(take(queue, 'b'))).toEqual(['free'])
      const [second] = await take(queue, 'a')
      expect(second?.message.kind).toBe('s2')
      await push(queue, { kind: 's3' }, { subject: 's' })
      expect(await take(queue, 'b')).toEqual([])
      expect((await queue.forSubject('s')).map(({ state }) => state).sort()).toEqual(['leased', 'leased', 'waiting'])
    })

    test('workers that take at the same moment never share a subject', async () => {
      const queue = await newQueue()
      await store.transaction(async (tx) => {
        for (let n = 0; n < 60; n += 1) await queue.push(tx, { kind: 'run', n }, { subject: `s${n % 6}` })
      })
      const workers = ['a', 'b', 'c', 'd', 'e']
      const holders = new Map<string, Set<string>>()
      for (let round = 0; round < 4; round += 1) {
        const taken = await Promise.all(workers.map((worker) => take(queue, worker, 4)))
        for (const { subject, worker } of taken.flat())
          holders.set(subject!, (holders.get(subject!) ?? new Set()).add(worker))
      }
      expect([...holders.values()].map((set) => set.size)).toEqual([1, 1, 1, 1, 1, 1])
    })

    test('a lease that ran out is taken over, and its first holder can commit nothing', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' }, { subject: 's' })
      const [dead] = await take(queue, 'dead')
      await clock.advance(10_500)
      expect(await take(queue, 'b')).toEqual([])
      await expect(store.transaction((tx) => queue.complete(tx, dead!))).rejects.toThrow(LeaseLostError)
      await clock.advance(500)
      const [taken] = await take(queue, 'b')
      expect(taken).toMatchObject({ message: { kind: 'run' }, attempts: 2, worker: 'b' })
      // Even to a process whose clock stood still meanwhile.
      dead!.leasedUntil += 60_000
      const late = store.transaction(async (tx) => {
        await queue.push(tx, { kind: 'effect' })
        await queue.complete(tx, dead!)
      })
      await expect(late).rejects.toThrow(LeaseLostError)
      expect(await queue.retry(dead!, 0, 'late')).toBe('lost')
      expect(await queue.renew([dead!])).toEqual([dead])
      await queue.release([dead!])
      await store.transaction((tx) => queue.complete(tx, taken!))
      expect(await queue.depth()).toEqual({ ready: 0, delayed: 0, leased: 0, dead: 0 })
    })

    test('a renewed lease outlasts its first end', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'long' }, { subject: 's' })
      const [delivery] = await take(queue, 'a')
      for (let i = 0; i < 5; i += 1) {
        await clock.advance(8_000)
        expect(await queue.renew([delivery!])).toEqual([])
        expect(await take(queue, 'b')).toEqual([])
      }
      await store.transaction((tx) => queue.complete(tx, delivery!))
    })

    test('failed work is tried again after its delay, then set aside with its reason', async () => {
      const seen: [unknown, string][] = []
      const queue = await newQueue({
        maxAttempts: 3,
        onDead: async (tx, json, reason) => {
          seen.push([json, reason])
          await queue.push(tx, { kind: 'terminate' })
        },
      })
      await push(queue, { kind: 'bad', attributes: [1] }, { subject: 's' })
      for (const outcome of ['waiting', 'waiting', 'dead']) {
        const [delivery] = await take(queue)
        expect(await queue.retry(delivery!, 1_000, new Error('no such cluster'))).toBe(outcome)
        if (outcome === 'waiting') expect(await take(queue)).toEqual([])
        await clock.advance(1_000)
      }
      const reason = 'given up after 3 attempts: no such cluster'
      expect(seen).toEqual([[{ kind: 'bad', attributes: [1] }, reason]])
      const [letter, ...others] = await queue.deadLetters({ subject: 's' })
      expect(letter).toMatchObject({ message: { kind: 'bad', attributes: [1] }, attempts: 3, reason, subject: 's' })
      expect(others).toEqual([])
      expect(await kinds(take(queue))).toEqual(['terminate'])

      expect(await queue.requeue(letter!.id)).toBe(true)
      expect(await queue.requeue(letter!.id)).toBe(false)
      expect(await take(queue)).toMatchObject([{ message: { kind: 'bad' }, attempts: 1, subject: 's' }])
      expect(await queue.deadLetters()).toEqual([])
    })

    test('a message that kills each of its workers is set aside', async () => {
      const queue = await newQueue({ maxAttempts: 2 })
      await push(queue, { kind: 'killer' })
      for (let i = 0; i < 2; i += 1) {
        expect(await take(queue, `w${i}`)).toHaveLength(1)
        await clock.advance(11_000)
      }
      expect(await take(queue)).toEqual([])
      expect(await queue.deadLetters()).toMatchObject([{ message: { kind: 'killer' }, attempts: 2 }])
    })

    test('a message that can no longer be read is set aside and holds nobody up', async () => {
      const parse = (json: unknown) => {
        if ((json as TestMessage).kind === 'odd') throw new Error('unknown kind: odd')
        return json as TestMessage
      }
      const queue = await newQueue({ parse })
      await push(queue, { kind: 'odd' })
      await push(queue, { kind: 'plain' })
      expect(await kinds(take(queue))).toEqual(['plain'])
      expect(await queue.deadLetters()).toMatchObject([
        { message: { kind: 'odd' }, reason: 'unreadable: unknown kind: odd' },
      ])
    })

    test('a message that cannot even be set aside holds nobody up, and is tried again later', async () => {
      const warning = new Promise<Error>((resolve) => process.once('warning', resolve))
      let broken = true
      const queue = await newQueue({
        parse: (json) => {
          if ((json as TestMessage).kind === 'odd') throw new Error('unknown kind: odd')
          return json as TestMessage
        },
        onDead: async () => {
          if (broken) throw new Error('no table')
        },
      })
      await push(queue, { kind: 'odd' })
      await push(queue, { kind: 'plain' })
      expect(await kinds(take(queue))).toEqual(['plain'])
      expect((await warning).message).toContain('could not be set aside (unreadable: unknown kind: odd): no table')
      broken = false
      await clock.advance(11_000)
      await take(queue)
      expect(await queue.deadLetters()).toHaveLength(1)
    })

    test('a message can be set aside by its worker, in the transaction of what follows from that', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'unsupported' })
      const [delivery] = await take(queue)
      await store.transaction(async (tx) => {
        await queue.bury(tx, delivery!, 'no handler')
        await queue.push(tx, { kind: 'abort' })
      })
      expect(await queue.deadLetters()).toMatchObject([{ reason: 'no handler' }])
      await expect(store.transaction((tx) => queue.bury(tx, delivery!, 'again'))).rejects.toThrow(LeaseLostError)
    })

    test('a retried message joins the same one if that is waiting, at the earlier time', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' })
      const [delivery] = await take(queue)
      await push(queue, { kind: 'run' }, { delayMs: 5_000 })
      expect(await queue.retry(delivery!, 1_000, 'again')).toBe('waiting')
      expect(await queue.depth()).toMatchObject({ delayed: 1, leased: 0 })
      await clock.advance(1_000)
      expect(await kinds(take(queue))).toEqual(['run'])
    })

    test('a worker that stops gives its messages back uncounted', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' }, { subject: 's' })
      await queue.release(await take(queue, 'a'))
      expect(await take(queue, 'b')).toMatchObject([{ attempts: 1, subject: 's', message: { kind: 'run' } }])
    })

    test('reclaiming hands out at once what a dead process held', async () => {
      const queue = await newQueue()
      await push(queue, { kind: 'run' }, { subject: 's' })
      await take(queue, 'dead')
      expect(await take(queue, 'b')).toEqual([])
      expect(await queue.reclaim()).toBe(1)
      expect(await take(queue, 'b')).toMatchObject([{ attempts: 2 }])
    })

    test('tells how deep and how late it is, and which subjects have messages', async () => {
      const queue = await newQueue()
      expect(await queue.oldest()).toBe(0)
      await push(queue, { kind: 'one' }, { subject: 's1' })
      await push(queue, { kind: 'two' }, { subject: 's2', delayMs: 5_000 })
      await clock.advance(700)
      expect(await queue.oldest()).toBe(700)
      expect(await queue.depth()).toEqual({ ready: 1, delayed: 1, leased: 0, dead: 0 })
      expect(await queue.subjectsWithMessages(['s1', 's2', 's3'])).toEqual(new Set(['s1', 's2']))
      expect(await queue.forSubject('s2')).toMatchObject([{ message: { kind: 'two' }, state: 'waiting', attempts: 0 }])
      await store.transaction(async (tx) => {
        await queue.push(tx, { kind: 'three' }, { subject: 's3' })
        expect(await queue.forSubject('s3', tx)).toHaveLength(1)
        expect(await queue.contains({ kind: 'three' }, tx)).toBe(true)
      })
    })

    test('queues of different names share nothing', async () => {
      const [one, two] = [await newQueue(), await newQueue()]
      await push(one, { kind: 'run' }, { subject: 's' })
      await push(two, { kind: 'run' }, { subject: 's' })
      expect(await take(one, 'a')).toHaveLength(1)
      expect(await take(two, 'b')).toHaveLength(1)
      expect(await one.depth()).toMatchObject({ leased: 1 })
    })

    test('reports what happened, once it is committed', async () => {
      const events: QueueEvent[] = []
      const queue = await newQueue({ onEvent: (event) => events.push(event) })
      await store.transaction(async (tx) => {
        await queue.push(tx, { kind: 'one' })
        await queue.push(tx, { kind: 'two' })
        expect(events).toEqual([])
      })
      await clock.advance(40)
      const deliveries = await take(queue)
      await store.transaction((tx) => queue.complete(tx, deliveries))
      await expect(store.transaction((tx) => queue.complete(tx, deliveries))).rejects.toThrow()
      expect(events).toEqual([
        { type: 'pushed', count: 2 },
        { type: 'taken', count: 2, redelivered: 0, lagMs: 40 },
        { type: 'completed', count: 2 },
        { type: 'lease lost', count: 2 },
      ])
    })

    test('behaves like its model under any sequence of operations and deaths', () =>
      queueBehavesLikeItsModel(() => store, engine === 'SQLite' ? 150 : 25))

    describe('wake-ups', () => {
      /** An idle worker: counts how often it was called while there was nothing left to take. */
      async function idle(queue: Queue<TestMessage>) {
        let calls = 0
        await take(queue)
        queue.onReady(() => {
          calls += 1
        })
        return { calls: () => calls }
      }

      test('a worker is called by the commit of a due message, and not before', async () => {
        const queue = await newQueue()
        const worker = await idle(queue)
        await store.transaction(async (tx) => {
          await queue.push(tx, { kind: 'run' })
          expect(worker.calls()).toBe(0)
        })
        expect(worker.calls()).toBe(1)
        await queue.waitForWork()
        expect(await kinds(take(queue))).toEqual(['run'])
      })

      test('a worker is called when a delayed message falls due, also one pushed before the queue was opened', async () => {
        const queue = await newQueue()
        const worker = await idle(queue)
        await push(queue, { kind: 'soon' }, { delayMs: 1_000 })
        await push(queue, { kind: 'sooner' }, { delayMs: 400 })
        expect(worker.calls()).toBe(0)
        await clock.advance(400)
        expect(worker.calls()).toBe(1)
        await queue.close()

        const again = await openQueue<TestMessage>({ store, name: queue.name, clock })
        opened.push(again)
        expect(await kinds(again.take({ limit: 10, worker: 'b' }))).toEqual(['sooner'])
        const woken = again.waitForWork()
        await clock.advance(600)
        await woken
        expect(await kinds(take(again))).toEqual(['soon'])
      })

      test('a worker is called when a lease ends', async () => {
        const queue = await newQueue()
        await push(queue, { kind: 'run' })
        await take(queue, 'dead')
        expect(await take(queue, 'b')).toEqual([])
        const woken = queue.waitForWork()
        await clock.advance(11_000)
        await woken
        expect(await take(queue, 'b')).toHaveLength(1)
      })

      test('a worker is called when another lets a subject go', async () => {
        const queue = await newQueue()
        await push(queue, { kind: 'one' }, { subject: 's' })
        const [delivery] = await take(queue, 'a')
        await push(queue, { kind: 'two' }, { subject: 's' })
        expect(await take(queue, 'b')).toEqual([])
        const woken = queue.waitForWork()
        await store.transaction((tx) => queue.complete(tx, delivery!))
        await woken
        expect(await kinds(take(queue, 'b'))).toEqual(['two'])
      })

      test('waiting ends at once when a batch was full, when the signal aborts and when the queue closes', async () => {
        const queue = await newQueue()
        await push(queue, { kind: 'one' })
        await push(queue, { kind: 'two' })
        await take(queue, 'a', 1)
        await queue.waitForWork()
        await take(queue)
        const abort = new AbortController()
        const aborted = queue.waitForWork(abort.signal)
        abort.abort()
        await aborted
        const closed = queue.waitForWork()
        await queue.close()
        await closed
      })
    })
  })
}
