import { useFunctions } from '../../data/networking.ts'
import { Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'

type PanelProps = Record<'app' | 'account' | 'region' | 'name', string>

export const FunctionPanel = ({ app, account, region, name }: PanelProps) => (
  <SidePanel label={`Function ${name}`} title={name}>
    <Place account={account} region={region} />
    <Loaded of={useFunctions(app)} what="The function">
      {(all) => {
        const found = all.find(
          (each) => each.functionName === name && each.account === account && each.region === region,
        )
        if (!found) return <Empty title="There is no such function (any more)" />
        const text = (key: string, unit = '') => (found[key] === undefined ? undefined : `${String(found[key])}${unit}`)
        return (
          <>
            <Facts
              facts={[
                ['Runtime', found.runtime],
                ['Handler', text('handler')],
                ['Memory', text('memorySize', ' MB')],
                ['Timeout', text('timeout', ' s')],
                ['Role', text('role')],
                ['Changed', text('lastModified')],
              ]}
            />
            <Json title="Function as JSON" value={found} />
          </>
        )
      }}
    </Loaded>
  </SidePanel>
)
