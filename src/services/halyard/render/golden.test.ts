import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readHalconfig } from '../halconfig/index.ts'
import { homeAt } from '../home.ts'
import { type Rendered, render } from './index.ts'

it.each([
  ['spot', 'Spot in one process'],
  ['kubernetes', 'Kubernetes with a PostgreSQL'],
  ['aws', 'AWS with builds, canaries and a login'],
])('%s: %s is rendered as ever', async (name) => {
  const home = homeAt(fileURLToPath(new URL(`fixtures/${name}/home`, import.meta.url)))
  const rendered = await render(home, readHalconfig(home).deployment(), {
    version: '1.35.0',
    dependencies: '/dependencies',
    env: {},
  })
  await expect(shown(rendered)).toMatchFileSnapshot(`fixtures/${name}/expected.txt`)
})

/** All of it on one page; what two services have alike once. */
function shown({ version, services, findings }: Rendered): string {
  const files = new Map<string, string>()
  for (const service of services)
    for (const { kind, path, secret, content } of service.files) {
      const place = `${kind}/${path}`
      const text = `${secret ? '(secret) ' : ''}\n${content}`
      files.set(files.get(place) === undefined || files.get(place) === text ? place : `${service.name} ${place}`, text)
    }
  return [
    `version ${version}`,
    ...findings.map(({ severity, location, message }) => `${severity} ${location}: ${message}`),
    ...services.map(({ name, settings }) => `==== settings of ${name} ${JSON.stringify(settings)}`),
    ...[...files].map(([place, text]) => `==== ${place} ${text}`),
    '',
  ].join('\n')
}
