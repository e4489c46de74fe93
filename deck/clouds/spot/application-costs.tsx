import './spot.css'
import { Link, useParams } from '@tanstack/react-router'
import { InfrastructureNav } from '../../pages/infrastructure/infrastructure-nav.tsx'
import { ActionButton } from '../../ui/action-menu.tsx'
import { ActionsHeader } from '../../ui/actions-header.tsx'
import { Loaded } from '../../ui/states.tsx'
import { clusterOf, counted } from '../group.ts'
import { Costs, GroupTable } from './costs.tsx'
import { CostsChart } from './costs-chart.tsx'
import { ImportAutoScalingGroup } from './import-group.tsx'
import { hoursOf, MoneyTiles, Newness, percent, usd, usePeriod } from './money.tsx'
import {
  type MemberCosts,
  type PotentialSaving,
  useAccountCosts,
  useApplicationCosts,
  usePotentialSavings,
} from './queries.ts'
import { useSpotAccounts } from './spot-accounts.ts'

/** What an application costs on Spot, cluster by cluster, and what could still be saved. */
export const ApplicationCosts = () => {
  const { app } = useParams({ from: '/applications/$app/costs' })
  const { from, choice } = usePeriod('30')
  const accounts = useSpotAccounts()
  return (
    <div className="stack">
      <InfrastructureNav />
      <section className="panel" aria-label="Costs of the application">
        <div className="top">
          <h2>Costs on Spot</h2>
          <span className="push">{choice}</span>
        </div>
        <div className="inside stack">
          <Loaded of={useApplicationCosts(app, from)} what="Costs">
            {(view) => (
              <Costs view={view}>
                <ByCluster app={app} members={view.members ?? []} />
                <h3 className="section">Server groups</h3>
                <GroupTable app={app} members={view.members ?? []} />
              </Costs>
            )}
          </Loaded>
        </div>
      </section>
      {accounts.map((account) => (
        <PotentialSavings key={account} app={app} account={account} accounts={accounts} />
      ))}
      {accounts.map((account) => (
        <AccountCosts key={account} account={account} from={from} />
      ))}
    </div>
  )
}

interface ClusterSum {
  readonly cluster: string
  readonly account: string
  readonly groups: number
  readonly runningHours: number
  readonly actualCosts: number
  readonly onDemandCosts: number
}

/** By the cluster that is in a server group's name: those that are gone are still part of what it cost. */
const ByCluster = ({ app, members }: { app: string; members: readonly MemberCosts[] }) => {
  const sums = new Map<string, ClusterSum>()
  for (const { name, account = '', region = '', runningHours = 0, actualCosts = 0, onDemandCosts = 0 } of members) {
    const cluster = clusterOf({ name, account, region })
    const key = `${account}/${cluster}`
    const before = sums.get(key)
    sums.set(key, {
      cluster,
      account,
      groups: (before?.groups ?? 0) + 1,
      runningHours: (before?.runningHours ?? 0) + runningHours,
      actualCosts: (before?.actualCosts ?? 0) + actualCosts,
      onDemandCosts: (before?.onDemandCosts ?? 0) + onDemandCosts,
    })
  }
  if (sums.size === 0) return null
  return (
    <>
      <h3 className="section">Clusters</h3>
      <div className="scroll">
        <table aria-label="Costs by cluster">
          <thead>
            <tr>
              <th>Cluster</th>
              <th className="number wide">Hours</th>
              <th className="number">Actual</th>
              <th className="number wide">On demand</th>
              <th className="number">Saved</th>
            </tr>
          </thead>
          <tbody>
            {[...sums.values()]
              .sort((a, b) => b.actualCosts - a.actualCosts)
              .map((sum) => {
                const saved = sum.onDemandCosts - sum.actualCosts
                return (
                  <tr key={`${sum.account}/${sum.cluster}`}>
                    <td>
                      <Link
                        to="/applications/$app/clusters/clusterDetails/$provider/$account/$cluster"
                        params={{ app, provider: 'spot', account: sum.account, cluster: sum.cluster }}
                        search={{ tab: 'costs' }}
                      >
                        {sum.cluster}
                      </Link>
                      <div className="quiet small">
                        {sum.account} · {counted(sum.groups, 'server group')}
                      </div>
                    </td>
                    <td className="number wide">{hoursOf(sum.runningHours)}</td>
                    <td className="number">{usd(sum.actualCosts)}</td>
                    <td className="number wide">{usd(sum.onDemandCosts)}</td>
                    <td className="number">
                      {usd(saved)}{' '}
                      <span className="quiet small whole">
                        {sum.onDemandCosts > 0 && percent((100 * saved) / sum.onDemandCosts)}
                      </span>
                    </td>
                  </tr>
                )
              })}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface PotentialProps {
  app: string
  account: string
  accounts: readonly string[]
}

const PotentialSavings = ({ app, account, accounts }: PotentialProps) => (
  <section className="panel" aria-label={`Potential savings in ${account}`}>
    <div className="top">
      <h2>Not on Spot yet</h2>
      <span className="tag">{account}</span>
    </div>
    <div className="inside stack">
      <Loaded of={usePotentialSavings(account)} what="Potential savings">
        {({ members, potentialSavings, readAt, stale }) =>
          members.length === 0 ? (
            <div className="quiet">Spot finds nothing here that could still be brought to it.</div>
          ) : (
            <>
              <Newness readAt={readAt ?? null} stale={stale ?? false} />
              <div>
                {usd(potentialSavings)} <span className="quiet">could be saved a month.</span>
              </div>
              <div className="scroll">
                <table aria-label="Potential savings">
                  <thead>
                    <tr>
                      <th>What</th>
                      <th className="number">Instances</th>
                      <th className="number">A month</th>
                      <ActionsHeader />
                    </tr>
                  </thead>
                  <tbody>
                    {members.map((found) => (
                      <tr key={`${found.resourceType}/${found.region}/${found.name}`}>
                        <td>
                          {found.name}
                          <div className="quiet small">
                            {found.resourceType} · {found.region} · {(found.instanceTypes ?? []).join(', ')}
                          </div>
                        </td>
                        <td className="number">{found.instances ?? '–'}</td>
                        <td className="number">{usd(found.potentialSavings)}</td>
                        <td>
                          <Import app={app} account={account} accounts={accounts} found={found} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Loaded>
    </div>
  </section>
)

const Import = ({ app, account, accounts, found }: PotentialProps & { found: PotentialSaving }) =>
  found.resourceType?.toUpperCase() === 'ASG' && (
    <ActionButton
      label={`Import ${found.name}`}
      action={{
        name: 'Import',
        dialog: (close) => (
          <ImportAutoScalingGroup app={app} accounts={accounts} close={close} found={{ ...found, account }} />
        ),
      }}
    />
  )

const AccountCosts = ({ account, from }: { account: string; from: string }) => (
  <section className="panel" aria-label={`Costs of account ${account}`}>
    <div className="top">
      <h2>The whole account, day by day</h2>
      <span className="tag">{account}</span>
    </div>
    <div className="inside stack">
      <Loaded of={useAccountCosts(account, from)} what="Costs of the account">
        {(view) => (
          <>
            <Newness {...view} />
            <MoneyTiles money={view} />
            <CostsChart days={view.series ?? []} />
            <span className="quiet small">Spot instances only, also of groups that are gone; until yesterday.</span>
          </>
        )}
      </Loaded>
    </div>
  </section>
)
