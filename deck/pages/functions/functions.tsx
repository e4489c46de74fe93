import { useInfrastructure } from '../../clouds/detail.tsx'
import { type CloudFunction, useFunctions } from '../../data/networking.ts'
import { Loaded } from '../../ui/states.tsx'
import { Infrastructure } from '../infrastructure/infrastructure.tsx'
import { cloudOf, type NetworkItem, NetworkList } from '../infrastructure/network-list.tsx'

export const Functions = () => {
  const { app } = useInfrastructure()
  return (
    <Infrastructure title="Functions">
      <Loaded of={useFunctions(app)} what="Functions">
        {(all) => (
          <NetworkList
            items={all.map(itemOf)}
            word="function"
            hint="Those appear here that are named after the application."
          />
        )}
      </Loaded>
    </Infrastructure>
  )
}

const itemOf = (of: CloudFunction): NetworkItem => {
  const { functionName: name, account, region, runtime } = of
  const provider = cloudOf(of)
  return {
    key: `${account}/${region}/${name}`,
    name,
    account,
    region,
    provider,
    stack: '',
    detail: '',
    words: runtime ?? '',
    link: { kind: 'function', provider, account, region, name },
    serverGroups: [],
  }
}
