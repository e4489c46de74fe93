import './spot.css'
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { When } from '../../ui/time.tsx'
import type { CostsView, Money } from './queries.ts'

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const hours = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** An amount that is there but too small for the digits shown is not nothing: `< $0.01`. */
const amountOf = (format: Intl.NumberFormat, least: number) => (value: number | null | undefined) => {
  if (value == null) return '–'
  return value !== 0 && Math.abs(value) < least / 2
    ? `${value < 0 ? '> -' : '< '}${format.format(least)}`
    : format.format(value)
}

export const usd = amountOf(dollars, 0.01)
export const hoursOf = amountOf(hours, 0.1)
export const percent = (value: number | null | undefined): string => (value == null ? '–' : `${Math.round(value)} %`)
/** Of a share, 0 to 1. */
const shareOf = (value: number | null | undefined): string => (value == null ? '–' : percent(100 * value))

const DAYS: Readonly<Record<string, string>> = { 7: 'Last 7 days', 30: 'Last 30 days', 90: 'Last 90 days' }

/** A period until now, by its first day; `choice` is the field that chooses it. */
export const usePeriod = (usual: '7' | '30') => {
  const [days, setDays] = useState<string>(usual)
  const from = new Date(Date.now() - Number(days) * 86_400_000).toISOString().slice(0, 10)
  const choice = (
    <NativeSelect
      aria-label="Period"
      size="xs"
      value={days}
      onChange={(event) => setDays(event.currentTarget.value)}
      data={Object.entries(DAYS).map(([value, label]) => ({ value, label }))}
    />
  )
  return { from, choice }
}

/** What something cost, next to what the same hours would have cost on demand. */
export const MoneyTiles = ({ money }: { money: Money }) => (
  <div className="tiles">
    <Tile title="Running hours" value={hoursOf(money.runningHours)} />
    <Tile title="Actual costs" value={usd(money.actualCosts)} />
    <Tile title="On-demand price" value={usd(money.onDemandCosts)} />
    <Tile
      title={`Saved${money.savingsPercentage == null ? '' : `, ${percent(money.savingsPercentage)}`}`}
      value={usd(money.saved)}
    />
    {money.spotShare != null && (
      <Tile title={`on Spot, ${shareOf(money.onDemandShare)} on-demand`} value={shareOf(money.spotShare)} />
    )}
  </div>
)

const Tile = ({ title, value }: { title: string; value: string }) => (
  <div className="tile">
    <b>{value}</b>
    <span className="quiet small">{title}</span>
  </div>
)

/** How new the numbers are, and whether they are all there. */
export const Newness = ({ readAt, stale, complete }: Pick<CostsView, 'readAt' | 'stale' | 'complete'>) => (
  <>
    {stale && (
      <div className="notice" data-state="waiting">
        Spot could not be asked lately: these numbers are older than usual, from <When at={readAt ?? undefined} />.
      </div>
    )}
    {complete === false && (
      <div className="notice" data-state="waiting">
        Some parts could not be read from Spot yet, and are missing from the totals. They come by themselves.
      </div>
    )}
  </>
)
