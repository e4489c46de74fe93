import './spot.css'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Empty, Loaded } from '../../ui/states.tsx'
import type { ClusterProps, GroupProps } from '../cloud.ts'
import { CostsChart } from './costs-chart.tsx'
import { hoursOf, MoneyTiles, Newness, percent, usd, usePeriod } from './money.tsx'
import { type CostsView, type MemberCosts, useClusterCosts, useGroupCosts } from './queries.ts'
import { lifecycleWords } from './shapes.ts'

/** What a server group cost, machine by machine, and what that would have cost on demand. */
export const GroupCosts = ({ app, group }: GroupProps) => {
  const { from, choice } = usePeriod('30')
  const costs = useGroupCosts({ app, account: group.account, region: group.region, name: group.name }, from)
  return (
    <>
      <div className="section">
        <h3>Costs</h3>
        <span className="push">{choice}</span>
      </div>
      <Loaded of={costs} what="Costs">
        {(view) => (
          <Costs view={view}>
            {view.series && <CostsChart days={view.series} />}
            <MemberTable
              title="Instance"
              members={view.members ?? []}
              nameOf={({ name, lifecycle, instanceType }) => (
                <>
                  <span className="mono">{name}</span>
                  <div className="quiet small">
                    {lifecycleWords(lifecycle)} {instanceType}
                  </div>
                </>
              )}
            />
          </Costs>
        )}
      </Loaded>
    </>
  )
}

export const ClusterCosts = ({ app, account, cluster }: ClusterProps) => {
  const { from, choice } = usePeriod('30')
  return (
    <>
      <div className="section">
        <h3>Costs</h3>
        <span className="push">{choice}</span>
      </div>
      <Loaded of={useClusterCosts(app, account, cluster, from)} what="Costs">
        {(view) => (
          <Costs view={view}>
            <GroupTable app={app} members={view.members ?? []} />
          </Costs>
        )}
      </Loaded>
    </>
  )
}

export const Costs = ({ view, children }: { view: CostsView; children: ReactNode }) => {
  const waiting = (view.members ?? []).some(({ pending, error }) => pending || error)
  if (!(view.runningHours > 0) && !waiting)
    return (
      <>
        <Newness {...view} />
        <Empty title="No costs in this period yet">Spot tells them some hours after instances ran.</Empty>
      </>
    )
  return (
    <>
      <Newness {...view} />
      <MoneyTiles money={view} />
      {children}
    </>
  )
}

/** Server groups with their costs, each a way to its panel. */
export const GroupTable = ({ app, members }: { app: string; members: readonly MemberCosts[] }) => (
  <MemberTable
    title="Server group"
    members={members}
    nameOf={({ name, account = '', region = '' }) => (
      <>
        <Link
          to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
          params={{ app, provider: 'spot', account, region, name }}
          search={{ tab: 'costs' }}
        >
          {name}
        </Link>
        <div className="quiet small">
          {account} · {region}
        </div>
      </>
    )}
  />
)

interface TableProps {
  title: string
  members: readonly MemberCosts[]
  nameOf: (member: MemberCosts) => ReactNode
}

/** The dearest first; what is not known yet at the end. */
const byCosts = (a: MemberCosts, b: MemberCosts) => (b.actualCosts ?? -1) - (a.actualCosts ?? -1)

const MemberTable = ({ title, members, nameOf }: TableProps) =>
  members.length > 0 && (
    <div className="scroll">
      <table aria-label={`Costs by ${title.toLowerCase()}`}>
        <thead>
          <tr>
            <th>{title}</th>
            <th className="number wide">Hours</th>
            <th className="number">Actual</th>
            <th className="number wide">On demand</th>
            <th className="number">Saved</th>
          </tr>
        </thead>
        <tbody>
          {[...members].sort(byCosts).map((member) => (
            <tr key={`${member.account}/${member.region}/${member.name}`}>
              <td>{nameOf(member)}</td>
              {member.pending || member.error ? (
                <td colSpan={4} className="quiet">
                  {member.error ?? 'is being read from Spot'}
                </td>
              ) : (
                <>
                  <td className="number wide">{hoursOf(member.runningHours)}</td>
                  <td className="number">{usd(member.actualCosts)}</td>
                  <td className="number wide">{usd(member.onDemandCosts)}</td>
                  <td className="number">
                    {usd(member.saved)} <span className="quiet small whole">{percent(member.savingsPercentage)}</span>
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
