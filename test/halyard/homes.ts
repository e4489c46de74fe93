import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { type HalHome, homeAt } from '../../src/services/halyard/home.ts'
import { openSource, writeHome } from '../../src/services/halyard/spinnaker-service/index.ts'
import { sharedFile } from '../support/root.ts'

/** A home of Halyard with a name for people. */
export interface NamedHome {
  readonly name: string
  open(): HalHome
}

/** The homes that the renderer's own tests keep. */
export const ownHomes: readonly NamedHome[] = ['spot', 'kubernetes', 'aws'].map((name) => ({
  name,
  open: () =>
    homeAt(fileURLToPath(new URL(`../../src/services/halyard/render/fixtures/${name}/home`, import.meta.url))),
}))

const folder = sharedFile('corpus/halconfigs')
const names = folder === undefined ? [] : readdirSync(folder).sort()
const text = (name: string) => readFileSync(join(folder!, name), 'utf8')

/** Homes of other people: each halconfig with the profiles and service settings of the same repository. Empty without the corpus. */
export const foreignHomes: readonly NamedHome[] = names
  .filter((name) => /^(deploymentConfigurations|providers):/m.test(text(name)) && !/-local\.yml$/.test(name))
  .map((name) => ({
    name,
    open() {
      const home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-home-')))
      copyFileSync(join(folder!, name), home.config)
      const { profiles, serviceSettings } = home.of(readHalconfig(home).halconfig.currentDeployment)
      for (const each of [profiles, serviceSettings]) mkdirSync(each, { recursive: true })
      const repository = name.split('--').slice(0, 2).join('--')
      for (const each of names) {
        const found = /(profiles|service-settings)-(.*)$/.exec(each)
        if (!each.startsWith(`${repository}--`) || found === null) continue
        copyFileSync(join(folder!, each), join(found[1] === 'profiles' ? profiles : serviceSettings, found[2]!))
      }
      return home
    },
  }))

/** SpinnakerServices of other people; some are patches of a base that is elsewhere. The reference has a key twice, which is refused. */
export const foreignServices: readonly NamedHome[] = names
  .filter((name) => /^kind: SpinnakerService$/m.test(text(name)) && !name.includes('spinnakerservice-reference'))
  .map((name) => ({
    name,
    open: () =>
      writeHome(
        openSource(join(folder!, name), () => ''),
        mkdtempSync(join(tmpdir(), 'gennaker-home-')),
      ),
  }))
