import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../src/services/halyard/cli/command.ts'
import { call } from '../../src/services/halyard/cli/testing.ts'
import type { Applying, Environment, Failure, Step } from '../../src/services/halyard/deploy/environment.ts'
import { manifestsCommand } from '../../src/services/halyard/deploy/environments/distributed/commands.ts'
import { createDistributed } from '../../src/services/halyard/deploy/environments/distributed/environment.ts'
import { readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { homeAt } from '../../src/services/halyard/home.ts'
import { releasedServices, type ServiceName } from '../../src/services/halyard/names.ts'
import { type Rendered, render } from '../../src/services/halyard/render/index.ts'
import { type Cluster, hasKubernetes, startCluster } from '../support/kubernetes.ts'
import { everything } from './kubernetes-deployments.ts'

const directory = mkdtempSync(join(tmpdir(), 'gennaker-kubernetes-'))
const home = homeAt(directory)
const signal = new AbortController().signal
let cluster: Cluster
let environment: Environment

const written = (path: string, text: string) => {
  mkdirSync(join(directory, path, '..'), { recursive: true })
  writeFileSync(join(directory, path), text)
}
const halconfig = (more: string) => `deploymentConfigurations:
- name: default
  version: 0.1.0
  timezone: Etc/UTC
  providers:
    kubernetes:
      enabled: true
      accounts: [{name: here, kubeconfigFile: ${cluster.kubeconfig}}]
  persistentStorage: {persistentStoreType: sql, sql: {url: 'postgresql://gennaker:s3cret@db/gennaker'}}
  deploymentEnvironment:
    type: Distributed
    accountName: here
${more}`

interface Told {
  readonly service: ServiceName | undefined
  readonly message: string
}

/** Applies as `hal deploy apply` does: only what runs as something else than was rendered. */
async function apply(
  services?: readonly ServiceName[],
): Promise<{ steps: Step[]; told: Told[]; failure: Failure | undefined }> {
  const deployment = readHalconfig(home).deployment()
  const rendered: Rendered = await render(home, deployment, { version: '0.1.0', env: {} })
  const running = await environment.running(deployment)
  const names = new Set([...rendered.services.map(({ name }) => name), ...running.map(({ service }) => service)])
  const steps = [...names].flatMap((service): Step[] => {
    const next = rendered.services.find(({ name }) => name === service)
    const now = running.find((each) => each.service === service)
    if (services !== undefined && !services.includes(service)) return []
    if (next === undefined) return [{ service, action: 'stop', why: 'it is off' }]
    if (now === undefined && next.settings.artifactId === undefined && !releasedServices.includes(service)) return []
    if (now?.hash === next.hash) return []
    return [{ service, action: now === undefined ? 'start' : 'restart', why: 'it changed' }]
  })
  const told: Told[] = []
  const applying: Applying = {
    deployment,
    rendered,
    directory,
    steps,
    signal,
    tell: (service, message) => told.push({ service, message }),
  }
  return { steps, told, failure: await environment.apply(applying) }
}

const names = async (kind: string) =>
  (await cluster.kubectl('-n', 'spinnaker', 'get', kind, '-l', 'app=spin', '-o', 'name'))
    .trim()
    .split('\n')
    .filter(Boolean)
const json = async (kind: string, name: string) =>
  JSON.parse(await cluster.kubectl('-n', 'spinnaker', 'get', kind, name, '-o', 'json'))
const podsOf = async (service: string) =>
  (await cluster.kubectl('-n', 'spinnaker', 'get', 'pods', '-l', `cluster=spin-${service}`, '-o', 'name')).trim()

const found = hasKubernetes()

beforeAll(async () => {
  if (!found) return
  cluster = await startCluster()
  written('config', halconfig(''))
  const env = { ...process.env, PATH: `${cluster.tools}:${process.env.PATH}` }
  environment = createDistributed({ home, env, times: { pollMs: 100, patienceMs: 500, timeoutMs: 60_000 } })
})
afterAll(() => {
  cluster?.stop()
  rmSync(directory, { recursive: true, force: true })
})

describe.skipIf(!found)('Distributed, in a real Kubernetes', () => {
  it('finds that the account may work there, and that one that is not there may not', async () => {
    const deployment = readHalconfig(home).deployment()
    expect(await environment.check(deployment)).toEqual([])
    const other = {
      ...deployment,
      deploymentEnvironment: { ...deployment.deploymentEnvironment, accountName: 'nobody' },
    }
    const [finding] = await createDistributed({ home, env: {} }).check(other)
    expect(finding).toMatchObject({
      severity: 'ERROR',
      message: expect.stringContaining("there is no account 'nobody'"),
    })
  })

  it('puts every service there, healthy, and does nothing when it is asked again', async () => {
    const { failure } = await apply()
    expect(failure).toBeUndefined()
    const running = await environment.running(readHalconfig(home).deployment())
    expect(running.map(({ service, health, port }) => [service, health, port])).toEqual([
      ['front50', 'UP', 8080],
      ['clouddriver', 'UP', 7002],
      ['echo', 'UP', 8089],
      ['orca', 'UP', 8083],
      ['gate', 'UP', 8084],
      ['deck', 'UP', 9000],
    ])
    expect((await apply()).steps).toEqual([])
    const secrets = await names('secrets')
    expect(secrets.length).toBeGreaterThan(0)
    for (const name of await names('configmaps'))
      expect(await cluster.kubectl('-n', 'spinnaker', 'get', name, '-o', 'yaml')).not.toContain('s3cret')
  })

  // Early: after a minute or so the node that kwok plays forgets its address, and the API server no longer finds the logs of its pods.
  it('shows the logs of a service, each line with its pod', async () => {
    const deployment = readHalconfig(home).deployment()
    async function lines(): Promise<string[]> {
      const all: string[] = []
      try {
        for await (const line of environment.logs(deployment, 'gate', 10)) all.push(line)
      } catch (error) {
        all.push((error as Error).message)
      }
      return all
    }
    await expect.poll(lines).toEqual([expect.stringMatching(/pod\/spin-gate-.*this pod is played by kwok/)])
  })

  it('replaces only the pods of the service whose files changed, and takes what is no longer named away', async () => {
    const before = { gate: await podsOf('gate'), orca: await podsOf('orca') }
    for (const origin of ['http://one', 'http://two', 'http://three']) {
      written('default/profiles/gate-local.yml', `cors: {allowedOriginsPattern: "${origin}"}\n`)
      const { failure, steps } = await apply()
      expect(failure).toBeUndefined()
      expect(steps.map(({ service }) => service)).toEqual(['gate'])
    }
    expect(await podsOf('gate')).not.toBe(before.gate)
    expect(await podsOf('orca')).toBe(before.orca)
    // What runs, and what Kubernetes itself could go back to.
    const own = (await names('secrets')).filter((name) => name.includes('spin-gate-files'))
    expect(own).toHaveLength(2)
  })

  it('changes a Service too, and what users patch, without a restart where none is needed', async () => {
    const before = await podsOf('gate')
    written(
      'default/kustomize/gate.yml',
      'apiVersion: v1\nkind: Service\nmetadata: {name: spin-gate}\nspec: {type: NodePort}\n',
    )
    const { failure, steps } = await apply()
    expect(failure).toBeUndefined()
    expect(steps.length).toBeGreaterThan(0)
    expect((await json('service', 'spin-gate')).spec.type).toBe('NodePort')
    expect(await podsOf('gate')).toBe(before)
    expect((await apply()).steps).toEqual([])
  })

  it('puts everything back when a service does not come up, and says why', async () => {
    const before = {
      gate: await podsOf('gate'),
      deployment: await json('deployment', 'spin-gate'),
      maps: await names('configmaps'),
    }
    written('default/profiles/gate-local.yml', 'cors: {allowedOriginsPattern: "http://broken"}\n')
    written(
      'default/service-settings/gate.yml',
      'kubernetes: {podAnnotations: {outcome: image-error}, serviceLabels: {never: seen}}\n',
    )
    const { failure, told } = await apply()
    expect(failure).toMatchObject({
      service: 'gate',
      reason: expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)/),
    })
    expect(told).toContainEqual({ service: 'gate', message: 'is put back' })
    const after = await json('deployment', 'spin-gate')
    expect(after.spec).toEqual(before.deployment.spec)
    expect((await json('service', 'spin-gate')).metadata.labels.never).toBeUndefined()
    expect(await names('configmaps')).toEqual(before.maps)
    // The pod that ran all the time still does, and the broken one goes.
    await expect.poll(() => podsOf('gate')).toBe(before.gate)
    const running = await environment.running(readHalconfig(home).deployment())
    expect(running.find(({ service }) => service === 'gate')?.health).toBe('UP')
    rmSync(join(directory, 'default/service-settings/gate.yml'))
    expect((await apply()).failure).toBeUndefined()
  })

  it('takes over what others made, and puts it back as it was when that does not come up', async () => {
    rmSync(join(directory, 'default/service-settings/igor.yml'), { force: true })
    const others = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'spin-igor', namespace: 'spinnaker', labels: { app: 'spin', cluster: 'spin-igor' } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'spin', cluster: 'spin-igor' } },
        template: {
          metadata: { labels: { app: 'spin', cluster: 'spin-igor' } },
          spec: { containers: [{ name: 'igor', image: 'igor:of-others' }] },
        },
      },
    }
    written('others.json', JSON.stringify(others))
    await cluster.kubectl('apply', '-f', join(directory, 'others.json'))
    const before = (await json('deployment', 'spin-igor')).spec
    written(
      'default/service-settings/igor.yml',
      'enabled: true\nartifactId: example.com/igor:1\nkubernetes: {podAnnotations: {outcome: image-error}}\n',
    )
    const { failure } = await apply(['igor'])
    expect(failure?.service).toBe('igor')
    expect((await json('deployment', 'spin-igor')).spec).toEqual(before)
    written('default/service-settings/igor.yml', 'enabled: true\nartifactId: example.com/igor:1\n')
    expect((await apply(['igor'])).failure).toBeUndefined()
    expect((await json('deployment', 'spin-igor')).spec.template.spec.containers[0].image).toBe('example.com/igor:1')
  })

  it('takes a service away that is no longer wanted', async () => {
    written('default/service-settings/igor.yml', 'enabled: false\n')
    const { failure, steps } = await apply()
    expect(failure).toBeUndefined()
    expect(steps).toEqual([{ service: 'igor', action: 'stop', why: 'it is off' }])
    await expect
      .poll(async () => (await names('deployments,services,configmaps')).filter((name) => name.includes('igor')))
      .toEqual([])
  })

  it('shows how people get in, and what stands still', async () => {
    const deployment = readHalconfig(home).deployment()
    expect(await environment.connect(deployment, ['deck', 'gate'])).toEqual([
      expect.stringMatching(
        /^deck: http:\/\/localhost:9000 while this runs: .*kubectl .*port-forward service\/spin-deck 9000$/,
      ),
      expect.stringMatching(/^gate: http:\/\/localhost:8084 while this runs: .*port-forward service\/spin-gate 8084$/),
    ])
    const enough = new AbortController()
    const ways = environment.forward!(deployment, ['deck'], enough.signal)
    enough.abort()
    await ways
    await environment.stop(deployment, ['echo'])
    const echo = async () => (await environment.running(deployment)).find(({ service }) => service === 'echo')?.health
    await expect.poll(echo).toBe('STOPPED')
  })

  it('takes only what it put there away, and no state', async () => {
    await cluster.kubectl('-n', 'spinnaker', 'create', 'configmap', 'mine')
    await cluster.kubectl('-n', 'spinnaker', 'label', 'configmap', 'mine', 'app=spin')
    await environment.clean(readHalconfig(home).deployment(), () => {})
    await expect
      .poll(() => names('deployments,services,serviceaccounts,configmaps,secrets'))
      .toEqual(['configmap/mine'])
  })
})

describe.skipIf(!found)('hal deploy manifests, in a real Kubernetes', () => {
  it.each(everything)('%s: every object is one that the API server takes, strictly', async (_what, more, settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'gennaker-manifests-'))
    try {
      written('config', halconfig(more))
      rmSync(join(directory, 'default'), { recursive: true, force: true })
      for (const [service, text] of Object.entries(settings)) written(`default/service-settings/${service}.yml`, text)
      const root: Command = { name: 'hal', describe: 'All of it.', commands: () => [manifestsCommand] }
      const { code, errors } = await call(root, ['manifests', '-o', folder], { home: directory, directory })
      expect(code, errors).toBe(0)
      const args = [
        'apply',
        '--kustomize',
        folder,
        '--server-side',
        '--validate=strict',
        '--dry-run=server',
        '--output',
        'name',
      ]
      expect((await cluster.kubectl(...args)).split('\n').length).toBeGreaterThan(15)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
