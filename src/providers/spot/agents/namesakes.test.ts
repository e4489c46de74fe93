import { expect, it } from 'vitest'
import { namedGroups } from './namesakes.ts'

const group = (id: string, createdAt?: number, region = 'us-east-1') => ({ id, name: 'web-v000', createdAt, region })
const facts = (each: object) => each as { region: string; createdAt?: number }

it('of several groups with one name in a region the oldest is shown, in whatever order they come', () => {
  const groups = [group('sig-c', 2), group('sig-a', 3), group('sig-b', 1), group('sig-d')]
  for (const order of [groups, groups.toReversed()]) {
    expect(namedGroups(order as never, facts)).toMatchObject([
      { group: { id: 'sig-b' }, namesakes: ['sig-c', 'sig-a', 'sig-d'] },
    ])
  }
})

it('of the same age the first id is, and other regions have names of their own', () => {
  const groups = [group('sig-b', 1), group('sig-a', 1), group('sig-c', 1, 'eu-west-1')]
  const named = namedGroups(groups as never, facts)
  expect(named.map((each) => each.group.id).sort()).toEqual(['sig-a', 'sig-c'])
})
