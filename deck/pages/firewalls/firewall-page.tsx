import { useLocation } from '@tanstack/react-router'
import { readDetail } from '../../clouds/detail.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Place } from '../../ui/place.tsx'
import { Empty } from '../../ui/states.tsx'
import { FirewallFacts } from './firewall-panel.tsx'

/** A firewall by itself, of no application. */
export const FirewallPage = () => {
  const pathname = useLocation({ select: (location) => location.pathname })
  const {
    provider = '',
    account = '',
    region = '',
    vpcId = '',
    name = '',
  } = readDetail(pathname.replace(/^\//, '')) ?? {}
  usePageTitle(name ? `Firewall ${name}` : 'Firewall')
  if (!name) return <Empty title="This address names no firewall" />
  return (
    <section className="panel" aria-label={`Firewall ${name}`}>
      <div className="top">
        <h1>{name}</h1>
        <Place account={account} region={region} />
      </div>
      <div className="inside stack">
        <FirewallFacts at={{ provider, account, region, vpcId, name }} />
      </div>
    </section>
  )
}
