import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { parseYaml } from '../../../../platform/parsing/index.ts'
import { desired } from '../../deploy/environments/distributed/desired.ts'
import type { Manifest } from '../../deploy/environments/distributed/manifest.ts'
import { forbids } from '../../findings.ts'
import { isTree, readHalconfig, type Tree } from '../../halconfig/index.ts'
import { render } from '../../render/index.ts'
import { yamlOf } from '../../render/tree.ts'
import { pathOf, writeHome } from '../../spinnaker-service/index.ts'
import { release } from '../../versions/index.ts'
import type { DaemonContext } from '../context.ts'
import { conflict, finding } from '../tasks/index.ts'

/**
 * What the Operator asks of its Halyard: a form with a deployment and its files, answered at once with what runs it on Kubernetes.
 * Nothing is kept. The answer holds the secrets that were sent, in Secrets.
 */
export function manifestRoutes(server: HttpServer, { env }: DaemonContext): void {
  server.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.post('/v1/config/deployments/manifests', async ({ body, headers }, reply) => {
    const parts = await partsIn(body, headers['content-type'])
    const scratch = mkdtempSync(join(tmpdir(), 'hal-'))
    try {
      const home = writeHome(homeOf(parts), scratch)
      const given = readHalconfig(home).deployment()
      const environment = { ...given.deploymentEnvironment, type: 'Distributed' as const }
      const deployment = { ...given, deploymentEnvironment: environment }
      const rendered = await render(home, deployment, { version: release(), env })
      const { objects, findings } = desired(home, deployment, rendered)
      const all = [...rendered.findings, ...findings]
      if (forbids(all)) throw conflict(all)
      return reply.type('application/x-yaml').send(yamlOf({ config: byService(objects) }))
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  })
}

async function partsIn(body: unknown, contentType: string | undefined): Promise<Map<string, string>> {
  const wrong = () => conflict([finding('This takes a form (multipart/form-data) with the part config and files.')])
  if (!Buffer.isBuffer(body)) throw wrong()
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType ?? '' } })
    .formData()
    .catch(() => {
      throw wrong()
    })
  const parts = new Map<string, string>()
  for (const [name, value] of form) parts.set(name, typeof value === 'string' ? value : await value.text())
  if (!parts.has('config')) throw wrong()
  return parts
}

/** The parts as a home: `config` is the deployment, the names of the others are their paths. */
function homeOf(parts: ReadonlyMap<string, string>) {
  const config = parseYaml(parts.get('config')!, 'The part config')
  if (!isTree(config)) throw conflict([finding('The part config must be a map of keys.')])
  const deployment = 'default'
  const files = new Map<string, string>()
  const whole = { currentDeployment: deployment, deploymentConfigurations: [{ ...config, name: deployment }] }
  files.set('config', yamlOf(whole))
  for (const [name, content] of parts)
    if (name !== 'config') files.set(join(deployment, pathOf(name, 'The form')), content)
  return { deployment, files, findings: [] }
}

/** As the Operator reads them: of each service its Deployment, its Service, and the rest. The namespace is its own. */
function byService(objects: readonly Manifest[]): Tree {
  const services: Record<string, { deployment?: Manifest; service?: Manifest; resources: Manifest[] }> = {}
  for (const object of objects) {
    if (object.kind === 'Namespace') continue
    const name = object.metadata.labels?.['app.kubernetes.io/name'] ?? 'others'
    services[name] ??= { resources: [] }
    const own = services[name]
    if (object.kind === 'Deployment' && own.deployment === undefined) own.deployment = object
    else if (object.kind === 'Service' && own.service === undefined) own.service = object
    else own.resources.push(object)
  }
  return services
}
