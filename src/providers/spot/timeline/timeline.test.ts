import { describe, expect, it } from 'vitest'
import type { PastOperation } from '../../../services/clouddriver/provider.ts'
import { attributed } from './attribution.ts'
import { isOnDemand, kindOfMessage, saysFallback, wantsOnDemand } from './classify.ts'
import type { Entry, Kind } from './entry.ts'
import { countersOf, merge } from './merge.ts'
import { entryOfEvent, entryOfLog } from './read.ts'

describe('a line of Elastilog', () => {
  it.each<[string, Kind]>([
    ['Instance i-0123456789abcdef0 got an interruption notice', 'interruption'],
    ['Spot instance i-0123456789abcdef0 received a rebalance recommendation', 'interruption'],
    ['VM demo-12ab was evicted', 'interruption'],
    ['Instance i-0123456789abcdef0 has been detected as unhealthy. Replacing.', 'replacement'],
    ['Instance i-0123456789abcdef0 reverts to spot', 'replacement'],
    ['Falling back to on-demand: no spot capacity', 'replacement'],
    ['Roll sbgd-12 is finished', 'roll'],
    ['Deployment 12: batch 2 of 4 was launched', 'roll'],
    ['Process AUTO_SCALE was suspended for 60 minutes', 'suspension'],
    ['Instance i-0123456789abcdef0 entered standby', 'suspension'],
    ['Instance i-0123456789abcdef0 became HEALTHY', 'health'],
    ['Instance i-0123456789abcdef0 was launched (spot, m5.large, us-east-1a)', 'launch'],
    ['Cannot scale up since group has reached maximum capacity', 'scale'],
    ['Instance i-0123456789abcdef0 was terminated', 'scale'],
    ['Group sig-e0a2bd7c successfully created.', 'update'],
    ['Instance i-0123456789abcdef0 was locked', 'update'],
    ['Good morning', 'log'],
  ])('%s: %s', (message, kind) => {
    expect(kindOfMessage(message)).toBe(kind)
  })

  it.each([
    ['Instance i-0123456789abcdef0 and i-12345678', ['i-0123456789abcdef0', 'i-12345678']],
    ['Instances: [i-12345678]', ['i-12345678']],
    ['Instance spot-sig-1a2b-3c was launched', ['spot-sig-1a2b-3c']],
    ['VM web-vm-01 is being removed', ['web-vm-01']],
    ['Instance was launched in us-east-1a, group sig-12345678', []],
    ['Instance well-known failed', []],
  ])('%s names %j', (message, instanceIds) => {
    const [entry] = entryOfLog({ message, severity: 'info', createdAt: '2018-06-25 11:49:00+00:00' })
    expect(entry).toMatchObject({ at: Date.parse('2018-06-25T11:49:00Z'), severity: 'INFO', instanceIds })
  })

  it('without a time is left out', () => {
    expect(entryOfLog({ message: 'x', severity: 'INFO', createdAt: 'yesterday' })).toEqual([])
  })
})

describe('an activity event', () => {
  const createdAt = '2016-01-21T17:10:04.000+0000'
  it('tells which machines came and went; requests without a machine are no machines', () => {
    const subEvents = [
      { type: 'scaleUp', newSpots: [{ spotInstanceRequestId: 'sir-1' }, { instanceId: 'i-1' }], newInstances: ['i-2'] },
      { type: 'scaleDown', victimSpots: [{ spotInstanceRequestId: 'sir-9', instanceId: 'i-9' }] },
      { type: 'replaceSpots' },
    ]
    expect(entryOfEvent({ eventType: 'Update', createdAt, subEvents })).toMatchObject([
      { kind: 'launch', instanceIds: ['i-1', 'i-2'], message: 'scaleUp: sir-1, i-1 came, i-2 came on demand' },
      { kind: 'scale', instanceIds: ['i-9'], message: 'scaleDown: i-9 went' },
      { kind: 'replacement', instanceIds: [] },
    ])
    expect(entryOfEvent({ eventType: 'Create', createdAt, subEvents: [] })).toMatchObject([{ kind: 'update' }])
  })
})

const entry = (at: number, kind: Kind, message: string, ...instanceIds: string[]): Entry => ({
  ...{ at, kind, severity: 'INFO', message, instanceIds },
})

describe('log and events together', () => {
  it('tell each thing once, the newest first', () => {
    const logs = [
      entry(20_000, 'launch', 'i-1 was launched', 'i-1'),
      entry(20_000, 'launch', 'i-1 was launched', 'i-1'),
      entry(90_000, 'interruption', 'i-1 was interrupted', 'i-1'),
    ]
    const events = [
      entry(24_000, 'launch', 'scaleUp: i-1 came', 'i-1'),
      entry(91_000, 'scale', 'scaleDown: i-1 went', 'i-1'),
      entry(91_000, 'launch', 'scaleUp: i-2 came', 'i-2'),
      entry(300_000, 'scale', 'scaleDown: i-1 went', 'i-1'),
    ]
    const merged = merge(logs, events)
    expect(merged.map(({ message }) => message)).toEqual([
      ...['scaleDown: i-1 went', 'scaleUp: i-2 came', 'i-1 was interrupted', 'i-1 was launched'],
    ])
    expect(countersOf(merged)).toEqual({ interruptions: 1, onDemandFallbacks: 0, launches: 2, replacements: 0 })
  })
})

describe('an on-demand machine', () => {
  it('stood in for one on Spot where the group wants none, or the log says so', () => {
    expect(isOnDemand('launch', 'i-1 was launched (on-demand)')).toBe(true)
    expect(isOnDemand('update', 'on-demand count was changed')).toBe(false)
    expect(saysFallback('Falling back to on-demand')).toBe(true)
    const wants = (strategy: object) => wantsOnDemand({ strategy })
    expect([wants({ risk: 100 }), wants({ onDemandCount: 0, risk: 50 }), wants({})]).toEqual([false, false, false])
    expect([wants({ risk: 50 }), wants({ onDemandCount: 1 }), wants({ preemptiblePercentage: 90 })]).toEqual([
      ...[true, true, true],
    ])
  })
})

describe('who did it', () => {
  const minute = 60_000
  const operation = (name: string, at: number, executionId?: string): PastOperation => ({
    ...{ operation: name, startedAt: at, endedAt: at + 2_000 },
    ...(executionId === undefined ? {} : { executionId, executionType: 'PIPELINE' }),
  })
  const by = (operations: PastOperation[], ...entries: Entry[]) =>
    attributed(entries, operations).map(({ executionId }) => executionId)

  it('is the last operation before it that leads to such a thing', () => {
    const operations = [
      operation('resizeServerGroup', 0, 'e1'),
      operation('disableServerGroup', 5 * minute, 'e2'),
      operation('resizeServerGroup', 8 * minute, 'e3'),
    ]
    expect(
      by(
        operations,
        entry(10_000, 'launch', ''),
        entry(5 * minute + 1_000, 'suspension', ''),
        entry(7 * minute, 'launch', ''),
        entry(9 * minute, 'launch', ''),
      ),
    ).toEqual(['e1', 'e2', 'e1', 'e3'])
  })

  it('is one that began a moment after it only where no earlier one can be', () => {
    const roll = operation('rollServerGroup', 0, 'e1')
    const resize = operation('resizeServerGroup', minute, 'e2')
    const during = entry(minute - 1_000, 'launch', '')
    expect(by([roll, resize], during)).toEqual(['e1'])
    expect(by([resize], during)).toEqual(['e2'])
  })

  it('is nobody before the operation, long after it, of what no operation does, and where nobody is known', () => {
    const operations = [operation('resizeServerGroup', minute, 'e1'), operation('rollServerGroup', 100 * minute)]
    expect(
      by(
        operations,
        entry(0, 'launch', ''),
        entry(30 * minute, 'launch', ''),
        entry(minute, 'interruption', ''),
        entry(minute, 'health', ''),
        entry(101 * minute, 'roll', ''),
      ),
    ).toEqual([undefined, undefined, undefined, undefined, undefined])
    const byHand = operation('resizeServerGroup', 2 * minute)
    expect(by([...operations, byHand], entry(3 * minute, 'launch', ''))).toEqual([undefined])
  })
})
