import { describe, expect, it } from 'vitest'
import type { Environment } from '../../data/home.ts'
import { matrixOf } from './matrix.ts'

const environment = (application: string, account: string, stack: string, version: string, since: number) =>
  ({ application, account, stack, version, since }) as Environment

describe('applications by environments', () => {
  const { columns, rows } = matrixOf([
    environment('shop', 'prod', 'live', 'v1', 1),
    environment('shop', 'test', '', 'v2', 2),
    environment('mail', 'prod', 'live', 'v7', 3),
  ])

  it('has the environments of most applications first', () => {
    expect(columns).toEqual(['prod/live', 'test'])
  })

  it('leaves open where an application does not run', () => {
    expect(
      rows.map(({ application, cells }) => [application, ...cells.map((cell) => cell?.environment.version)]),
    ).toEqual([
      ['shop', 'v1', 'v2'],
      ['mail', 'v7', undefined],
    ])
  })

  it('says which environment has not got yet what another one got later', () => {
    expect(rows[0]?.cells.map((cell) => cell?.behind)).toEqual(['test', undefined])
  })
})
