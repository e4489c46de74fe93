import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { completeDeployment, type Tree } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import type { ServiceName } from '../names.ts'
import { type Rendered, render } from './index.ts'

/** A home with files, by their paths. */
export function homeWith(files: Readonly<Record<string, string>> = {}): HalHome {
  const home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-render-')))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home.directory, path)), { recursive: true })
    writeFileSync(join(home.directory, path), content)
  }
  return home
}

/** A deployment of one process, with what a test says of it, rendered. */
export function rendered(deployment: Tree = {}, files: Readonly<Record<string, string>> = {}): Promise<Rendered> {
  const whole = completeDeployment({ version: '1.0.0', deploymentEnvironment: { type: 'Local' }, ...deployment })
  return render(homeWith(files), whole, { dependencies: '/dependencies', env: { HOME: '/home/nobody' } })
}

export const serviceOf = ({ services }: Rendered, name: ServiceName) => services.find((each) => each.name === name)!

export const fileOf = (all: Rendered, name: ServiceName, path: string) =>
  serviceOf(all, name).files.find((file) => file.path === path)

/** What a YAML file of a service says. */
export const treeOf = (all: Rendered, name: ServiceName, path = `${name}.yml`): Tree =>
  parse(String(fileOf(all, name, path)?.content)) as Tree

/** Findings as `SEVERITY place: message`, of a place alone where one is given. */
export const said = ({ findings }: Rendered, place = ''): string[] =>
  findings
    .filter(({ location }) => location.startsWith(`default${place}`))
    .map(({ severity, location, message }) => `${severity} ${location.replace(/^default\.?/, '')}: ${message}`)
