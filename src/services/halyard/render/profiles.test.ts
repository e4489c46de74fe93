import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completeDeployment } from '../halconfig/index.ts'
import { render } from './index.ts'
import { fileOf, homeWith, rendered, said, serviceOf } from './testing.ts'

const profile = (name: string, text = 'a: 1\n') => ({ [`default/profiles/${name}`]: text })

describe('profiles', () => {
  it('stand beside what is generated, under the services that read them', async () => {
    const all = await rendered({}, { ...profile('gate-local.yml'), ...profile('spinnaker-local.yml') })
    const paths = (name: 'gate' | 'orca') => serviceOf(all, name).files.map(({ path }) => path)
    expect(paths('gate')).toEqual(['gate-local.yml', 'gate.yml', 'spinnaker-local.yml', 'spinnaker.yml'])
    expect(paths('orca')).toEqual(['orca.yml', 'spinnaker-local.yml', 'spinnaker.yml'])
    expect(fileOf(all, 'gate', 'gate-local.yml')!.secret).toBe(true)
  })

  it('of the same name stand instead of it, and that is told, because people mean it rarely', async () => {
    const all = await rendered({}, profile('gate.yml', 'mine: true\n'))
    expect(String(fileOf(all, 'gate', 'gate.yml')!.content)).toBe('mine: true\n')
    expect(said(all, '.profiles')).toEqual([
      'INFO profiles.gate.yml: profiles/gate.yml stands instead of what is generated: nothing of the halconfig reaches gate.yml.',
    ])
  })

  it('in the folders of Rosco and Clouddriver keep their folders', async () => {
    const all = await rendered({}, { ...profile('rosco/packer/own.json', '{}'), ...profile('clouddriver/own.yml') })
    expect(fileOf(all, 'rosco', 'packer/own.json')!.kind).toBe('rosco')
    expect(fileOf(all, 'clouddriver', 'own.yml')!.kind).toBe('clouddriver')
  })

  it('of Deck are read by every browser', async () => {
    const all = await rendered({}, profile('settings-local.js', 'window.spinnakerSettings.x = 1\n'))
    expect(fileOf(all, 'deck', 'settings-local.js')).toMatchObject({ kind: 'deck', secret: false })
  })

  it.each(['gaet-local.yml', 'gate-local.yaml', 'deck.yml', 'notes.txt', 'orca/extra.yml'])(
    'that nobody reads are told: %s',
    async (name) => {
      const all = await rendered({}, profile(name))
      expect(said(all, '.profiles')).toEqual([
        expect.stringMatching(new RegExp(`^WARNING .*profiles/${name.split('/')[0]} is not read by any service`)),
      ])
    },
  )

  it('that are no YAML are told', async () => {
    const findings = said(await rendered({}, profile('gate-local.yml', 'password: [hunter2\n')), '.profiles')
    expect(findings).toEqual([expect.stringMatching(/^ERROR .*profiles\/gate-local\.yml is not valid YAML: .*line/)])
    expect(findings.join()).not.toContain('hunter2')
  })

  it('that can’t be read are told', async () => {
    const home = homeWith(profile('gate-local.yml'))
    symlinkSync('/nowhere/at/all', join(home.of('default').profiles, 'orca-local.yml'))
    const { findings } = await render(home, completeDeployment({}))
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', location: 'default.profiles.orca-local.yml' }),
    )
  })

  it('with a MySQL are refused, because no service would start', async () => {
    const mysql = 'sql: {enabled: true, connectionPools: {default: {jdbcUrl: "jdbc:mysql://db/orca"}}}\n'
    expect(said(await rendered({}, profile('orca-local.yml', mysql)), '.profiles')).toEqual([
      'ERROR profiles.orca-local.yml: profiles/orca-local.yml names a MySQL, which no service of this release can use.',
    ])
  })
})
