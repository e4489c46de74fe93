import { use } from 'react'
import type { CloudPanels } from './cloud.ts'

type Load = () => Promise<CloudPanels>

const panelsOfAny: Load = () => import('./any/index.ts').then(({ anyCloud }) => anyCloud)

const panelsOf: Readonly<Record<string, Load>> = {
  spot: () => import('./spot/index.ts').then(({ spot }) => spot),
}

const loaded = new Map<string, Promise<CloudPanels>>()

/** The panels of a provider; suspends while they load. A cloud without panels of its own gets what every cloud has. */
export const usePanels = (provider: string): CloudPanels => {
  const load = Object.hasOwn(panelsOf, provider) ? panelsOf[provider]! : panelsOfAny
  const panels = loaded.get(provider) ?? load()
  loaded.set(provider, panels)
  return use(panels)
}
