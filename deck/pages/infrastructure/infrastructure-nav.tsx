import './infrastructure.css'
import { Link } from '@tanstack/react-router'
import { useInfrastructure } from '../../clouds/detail.tsx'
import { useAccounts } from '../../data/queries.ts'

/** Spot has neither load balancers, firewalls nor functions of its own: its groups use those of the cloud beneath. */
const WITHOUT = ['spot', 'dockerRegistry']
const WITH_FUNCTIONS = ['aws', 'lambda']

/** What an application's infrastructure consists of, as far as its clouds have such. */
export const InfrastructureNav = () => {
  const { app, list } = useInfrastructure()
  const clouds = (useAccounts().data ?? []).map(({ cloudProvider, type }) => cloudProvider ?? type ?? '')
  // Where one is by an address from elsewhere is named even so.
  const networked = clouds.some((cloud) => !WITHOUT.includes(cloud)) || ['loadBalancers', 'firewalls'].includes(list)
  const functions = clouds.some((cloud) => WITH_FUNCTIONS.includes(cloud)) || list === 'functions'
  const params = { app }
  const active = { className: 'active' }
  return (
    <nav className="infra-nav" aria-label="Infrastructure">
      <Link to="/applications/$app/clusters" params={params} activeProps={active}>
        Clusters
      </Link>
      {networked && (
        <>
          <Link to="/applications/$app/loadBalancers" params={params} activeProps={active}>
            Load balancers
          </Link>
          <Link to="/applications/$app/firewalls" params={params} activeProps={active}>
            Firewalls
          </Link>
        </>
      )}
      {functions && (
        <Link to="/applications/$app/functions" params={params} activeProps={active}>
          Functions
        </Link>
      )}
      {clouds.includes('spot') && (
        <Link to="/applications/$app/costs" params={params} activeProps={active}>
          Costs
        </Link>
      )}
    </nav>
  )
}
