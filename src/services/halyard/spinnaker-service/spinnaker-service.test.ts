import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { at, readHalconfig } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { render } from '../render/index.ts'
import { fromSpinnakerService, openSource, previewHome, takeOver, writeHome } from './index.ts'

const service = (spec: string) => `
apiVersion: spinnaker.io/v1alpha2
kind: SpinnakerService
metadata: {name: spinnaker, namespace: delivery}
spec:
${spec.replaceAll(/^/gm, '  ')}
`

const read = (...texts: string[]) => fromSpinnakerService(texts.map((text, index) => ({ where: `${index}.yml`, text })))
const tree = (files: ReadonlyMap<string, string | Buffer>, path: string) => parse(String(files.get(path)))
const folder = (files: Record<string, string>) => {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-manifests-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

const whole = service(`
spinnakerConfig:
  config:
    version: 1.35.0
    timezone: Etc/UTC
    providers:
      kubernetes:
        enabled: true
        accounts: [{name: prod, kubeconfigFile: kubeconfig-prod}]
  profiles:
    gate: {a: 1}
    orca: {}
    spinnaker: {logging: {level: {root: INFO}}}
    deck:
      settings-local.js: |
        window.spinnakerSettings.x = 1
  service-settings:
    clouddriver: {env: {A: b}}
    gate: {}
  files:
    kubeconfig-prod: |
      clusters: []
    profiles__rosco__packer__own.json: '{}'
expose:
  type: service
  service:
    type: LoadBalancer
    annotations: {a: b}
    overrides:
      gate: {type: NodePort}
validation: {failOnError: false}
kustomize:
  gate: {deployment: {patches: []}}`)

describe('a SpinnakerService', () => {
  it('is a home of Halyard', () => {
    const { deployment, files, findings } = read(whole)
    expect([deployment, findings]).toEqual(['default', []])
    expect([...files.keys()].sort()).toEqual([
      'config',
      'default/kubeconfig-prod',
      'default/kustomize/operator.yml',
      'default/profiles/gate-local.yml',
      'default/profiles/rosco/packer/own.json',
      'default/profiles/settings-local.js',
      'default/profiles/spinnaker-local.yml',
      'default/service-settings/clouddriver.yml',
      'default/service-settings/deck.yml',
      'default/service-settings/gate.yml',
    ])
    expect(tree(files, 'config').deploymentConfigurations[0]).toMatchObject({
      name: 'default',
      version: '1.35.0',
      deploymentEnvironment: { type: 'Distributed', location: 'delivery' },
    })
    expect(tree(files, 'default/service-settings/gate.yml')).toEqual({
      kubernetes: { serviceType: 'NodePort', serviceAnnotations: { a: 'b' } },
    })
    expect(tree(files, 'default/kustomize/operator.yml')).toEqual({ gate: { deployment: { patches: [] } } })
  })

  it('is rendered like one, with its files', async () => {
    const source = openSource('-', () => whole)
    const { deployment, findings } = source
    const home = writeHome(source, folder({}))
    const all = await render(home, readHalconfig(home).deployment(deployment), {
      dependencies: '/dependencies',
      env: {},
    })
    const clouddriver = all.services.find(({ name }) => name === 'clouddriver')!
    expect(clouddriver.settings.env).toEqual({ A: 'b' })
    expect(clouddriver.files.map(({ kind }) => kind)).toContain('dependency')
    expect(all.services.find(({ name }) => name === 'rosco')!.files.map(({ path }) => path)).toContain(
      'packer/own.json',
    )
    expect([findings, statSync(home.config).mode & 0o777]).toEqual([[], 0o600])
  })

  it('has the accounts that stand beside it, when it asks for them', () => {
    const account = (name: string, spec: string) => `
apiVersion: spinnaker.io/v1alpha2
kind: SpinnakerAccount
metadata: {name: ${name}}
spec: {type: Kubernetes, ${spec}}
---`
    const accounts = [
      account(
        'prod',
        'permissions: {READ: [crew]}, settings: {namespaces: [a]}, kubernetes: {kubeconfigSecret: {name: s, key: k}}',
      ),
      account('here', 'kubernetes: {useServiceAccount: true}'),
      account('text', 'kubernetes: {kubeconfig: {clusters: []}}'),
      account('off', 'enabled: false, kubernetes: {useServiceAccount: true}'),
      account('lost', 'kubernetes: {}'),
    ]
    const { files, findings } = read(...accounts, service('accounts: {enabled: true}'))
    expect(at(tree(files, 'config').deploymentConfigurations[0], 'providers.kubernetes')).toEqual({
      enabled: true,
      accounts: [
        {
          name: 'prod',
          namespaces: ['a'],
          permissions: { READ: ['crew'] },
          kubeconfigFile: 'encryptedFile:k8s!n:s!k:k',
        },
        { name: 'here', serviceAccount: true },
        { name: 'text', kubeconfigContents: '{"clusters":[]}' },
      ],
    })
    expect(findings).toMatchObject([{ severity: 'ERROR', location: 'default.provider.kubernetes.lost' }])
    expect(read(...accounts, service('accounts: {}')).findings).toMatchObject([
      { message: 'The SpinnakerAccounts are not taken: spec.accounts.enabled is not true.' },
    ])
  })

  it('says what of it means nothing', () => {
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n'
    const { findings } = read(service('spinakerConfig: {}\nexpose: {type: service, service: {publicPort: 80}}'), other)
    expect(findings.map(({ message, remediation }) => `${message} ${remediation}`)).toEqual([
      "spec has an unknown key 'spinakerConfig', which means nothing. Did you mean 'spinnakerConfig'?",
      'Not read: ConfigMap other. undefined',
      expect.stringContaining('publicPort 80 of gate is not set'),
      expect.stringContaining('publicPort 80 of deck is not set'),
    ])
  })

  it.each([
    ['nothing', '', /There is no SpinnakerService in 0\.yml/],
    ['two of them', `${whole}\n---\n${whole}`, /There are 2 SpinnakerServices.*kubectl kustomize/],
    ['no YAML', 'a: [hunter2', /0\.yml is not valid YAML: (?!.*hunter2)/s],
    [
      'files that lead out',
      service('spinnakerConfig: {files: {..__..__etc__passwd: x}}'),
      /leads out of the deployment/,
    ],
    ['a name that is no folder', service('spinnakerConfig: {config: {name: ../x}}'), /must be a name for a folder/],
    ['files that are no text', service('spinnakerConfig: {files: {a: {b: c}}}'), /files\.a must be a text/],
    ['profiles that are no map', service('spinnakerConfig: {profiles: []}'), /profiles .*must be a map/],
  ])('can’t be read of %s', (_, text, error) => {
    expect(() => read(text)).toThrow(error)
  })
})

const noInput = () => ''

describe('what -f names', () => {
  it('may be a folder of manifests, of which each file is read', () => {
    const directory = folder({ 'service.yml': whole, 'notes.txt': 'x' })
    expect(openSource(directory, noInput)).toMatchObject({ deployment: 'default', findings: [] })
  })

  it('may be a home of Halyard itself, without what hal wrote there', () => {
    const directory = folder({ config: 'currentDeployment: own\n', kubeconfig: 'x', '.lock': '' })
    for (const path of ['own/profiles', 'own/history/1']) mkdirSync(join(directory, path), { recursive: true })
    writeFileSync(join(directory, 'own/profiles/gate-local.yml'), 'a: 1\n')
    writeFileSync(join(directory, 'own/history/1/halconfig'), 'a: 1\n')
    const { deployment, files } = openSource(directory, noInput)
    expect([deployment, [...files.keys()]]).toEqual(['own', ['config', 'kubeconfig', 'own/profiles/gate-local.yml']])
  })

  it('is left to kustomize where it is for kustomize, and told when it is not there', () => {
    expect(() => openSource(folder({ 'kustomization.yml': '' }), noInput)).toThrow(/kubectl kustomize .* -f -/)
    expect(() => openSource('/nowhere/at/all', noInput)).toThrow(/There is nothing at \/nowhere\/at\/all/)
  })
})

describe('a home', () => {
  const version = (home: HalHome) => readHalconfig(home).deployment().version
  const source = (version: string, more = '') =>
    openSource('-', () => service(`spinnakerConfig: {config: {version: ${version}}${more}}`))

  it('says what was taken over, and nothing of what an earlier source said', async () => {
    const home = homeAt(folder({ mine: 'x' }))
    await takeOver(source('1.0.0', ', profiles: {gate: {a: 1}}'), home)
    expect(existsSync(join(home.of('default').profiles, 'gate-local.yml'))).toBe(true)
    await takeOver(source('2.0.0'), home)
    expect(version(home)).toBe('2.0.0')
    expect(existsSync(join(home.of('default').profiles, 'gate-local.yml'))).toBe(false)
    expect(existsSync(join(home.directory, 'mine'))).toBe(true)
  })

  it('with a halconfig of its own is not taken over', async () => {
    const home = homeAt(folder({ config: 'currentDeployment: default\n' }))
    await expect(takeOver(source('1.0.0'), home)).rejects.toThrow(
      /was not written by hal deploy apply -f.*HAL_HOME=DIR/,
    )
    expect(readFileSync(home.config, 'utf8')).toBe('currentDeployment: default\n')
  })

  it('can be looked at as if it had been, with the history that it has', () => {
    const home = homeAt(folder({ config: 'currentDeployment: default\n' }))
    const preview = previewHome(source('1.0.0'), folder({}), home)
    expect([version(preview), preview.of('default').history]).toEqual(['1.0.0', home.of('default').history])
    expect(version(home)).toBe('')
  })
})
