import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { desired } from '../../src/services/halyard/deploy/environments/distributed/desired.ts'
import { readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { type HalHome, homeAt } from '../../src/services/halyard/home.ts'
import { render } from '../../src/services/halyard/render/index.ts'
import { foreignHomes, ownHomes } from './homes.ts'
import { everything } from './kubernetes-deployments.ts'

interface Schemas {
  readonly objects: Readonly<Record<string, string>>
  readonly $defs: object
}
const schemas = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/kubernetes/schemas.json'), 'utf8'),
) as Schemas
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema({ $id: 'kubernetes', $defs: schemas.$defs })

/** What Kubernetes does not take of the manifests of a home, each as an object and a sentence. */
async function faults(home: HalHome): Promise<{ objects: number; faults: string[] }> {
  const deployment = readHalconfig(home).deployment()
  const { deploymentEnvironment } = deployment
  const onKubernetes = {
    ...deployment,
    deploymentEnvironment: { ...deploymentEnvironment, type: 'Distributed' as const },
  }
  const rendered = await render(home, onKubernetes, { env: {} })
  const { objects } = desired(home, onKubernetes, rendered)
  const found = objects.flatMap((object) => {
    const path = schemas.objects[`${object.apiVersion} ${object.kind}`]
    if (path === undefined) return [`${object.apiVersion} ${object.kind} is unknown`]
    const validate = ajv.compile({ $ref: `kubernetes${path}` })
    // What is sent is JSON: a key without a value is none.
    if (validate(JSON.parse(JSON.stringify(object)))) return []
    return validate.errors!.map(({ instancePath, message, params }) =>
      [object.kind, object.metadata.name, instancePath, message, JSON.stringify(params)].join(' '),
    )
  })
  return { objects: objects.length, faults: found }
}

describe('the manifests', () => {
  it('of something that Kubernetes does not know would be noticed', () => {
    const validate = ajv.compile({ $ref: `kubernetes${schemas.objects['v1 Service']}` })
    expect(validate({ apiVersion: 'v1', kind: 'Service', spec: { type: 'ClusterIP' } })).toBe(true)
    expect(validate({ apiVersion: 'v1', kind: 'Service', spec: { tipe: 'ClusterIP' } })).toBe(false)
    expect(validate({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: '80' }] } })).toBe(false)
  })

  it.each(everything)('of %s are what Kubernetes takes', async (_what, more, settings) => {
    const home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-manifests-')))
    try {
      const { serviceSettings } = home.of('default')
      mkdirSync(serviceSettings, { recursive: true })
      for (const [service, text] of Object.entries(settings))
        writeFileSync(join(serviceSettings, `${service}.yml`), text)
      const halconfig = `deploymentConfigurations:\n- name: default\n  deploymentEnvironment:\n    type: Distributed\n${more}`
      writeFileSync(home.config, halconfig)
      const outcome = await faults(home)
      expect(outcome.faults).toEqual([])
      expect(outcome.objects).toBeGreaterThan(15)
    } finally {
      rmSync(home.directory, { recursive: true, force: true })
    }
  })

  it.each([...ownHomes, ...foreignHomes])('of $name are what Kubernetes takes', async ({ open }) => {
    expect((await faults(open())).faults).toEqual([])
  })
})
