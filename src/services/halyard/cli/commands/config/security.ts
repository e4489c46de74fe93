import { deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { methodCommand } from '../../nodes/method-command.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { security } = deploymentConfiguration.fields
const { authn, authz } = security.fields

export const showSecurity = shows(['security'], security, 'Configured security settings: ')

function door(name: 'api' | 'ui', key: 'apiSecurity' | 'uiSecurity', example: string): Command {
  const section = security.fields[key] as Section
  const target: Target = { place: ['security', key], section, label: name }
  const ssl: Target = { place: [...target.place, 'ssl'], section: section.fields.ssl as Section, label: 'SSL' }
  const label = name.toUpperCase()
  return {
    name,
    describe: section.describe,
    run: shows(target.place, section, `Successfully loaded ${label} security settings.`),
    commands: () => [
      ...edits(target, {
        describe: 'Changes the addresses that people see.',
        done: `Successfully updated ${label} security settings.`,
        apart: ['ssl'],
        examples: [[`config security ${name} edit --override-base-url ${example}`, 'the address that people see']],
      }),
      {
        name: 'ssl',
        describe: ssl.section.describe,
        run: shows(ssl.place, ssl.section, `Successfully loaded ${label} SSL settings.`),
        commands: () => [
          ...switches(ssl),
          ...edits(ssl, { describe: 'Changes keys and certificates.', done: 'Successfully updated SSL settings.' }),
        ],
      },
    ],
  }
}

const methods = Object.entries(authn.fields).filter(([, node]) => node.kind === 'section') as [string, Section][]

const authentication: Command = {
  name: 'authn',
  describe: authn.describe,
  run: shows(['security', 'authn'], authn, 'Configured authentication: '),
  commands: () => methods.map(([key, section]) => methodCommand(['security', 'authn'], key, section)),
}

const { groupMembership } = authz.fields
const directories = ['github', 'google', 'file', 'ldap'] as const

const authorization: Command = {
  name: 'authz',
  describe: authz.describe,
  run: shows(['security', 'authz'], authz, 'Configured authorization: '),
  commands: () => [
    ...switches(
      { place: ['security', 'authz'], section: authz as Section, label: 'authorization' },
      (action) => `Successfully ${action} authorization`,
    ),
    ...edits(
      { place: ['security', 'authz', 'groupMembership'], section: groupMembership as Section, label: 'roles' },
      { describe: 'Chooses where roles are known.', done: 'Successfully updated roles.', apart: directories },
    ),
    ...directories.map((key): Command => {
      const section = groupMembership.fields[key] as Section
      const target: Target = { place: ['security', 'authz', 'groupMembership', key], section, label: key }
      return {
        name: key,
        describe: section.describe,
        run: shows(target.place, section, `Configured ${key} role provider:`),
        commands: () => edits(target, { describe: 'Changes it.', done: `Successfully edited ${key} method.` }),
      }
    }),
  ],
}

/** `hal config security`. */
export const securityCommands: readonly Command[] = [
  door('ui', 'uiSecurity', 'https://spinnaker.example.org'),
  door('api', 'apiSecurity', 'https://spinnaker-api.example.org'),
  authentication,
  authorization,
]
