import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { knownServices } from '../../src/composition/addresses.ts'
import { configSchemas, providers } from '../../src/composition/configuration.ts'
import { databaseOf } from '../../src/composition/database.ts'
import type { RunnableService } from '../../src/composition/options.ts'
import { sharedConfigSchema } from '../../src/composition/shared-config.ts'
import { unusedKeys } from '../../src/composition/unused-keys.ts'
import { loadConfig, unknownKeys, validated } from '../../src/platform/config/index.ts'
import { clouddriverConfigSchema } from '../../src/services/clouddriver/index.ts'
import { echoConfigSchema } from '../../src/services/echo/index.ts'
import { front50ConfigSchema } from '../../src/services/front50/index.ts'
import { gateConfigSchema } from '../../src/services/gate/index.ts'
import { readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { render, stage } from '../../src/services/halyard/render/index.ts'
import { orcaConfigSchema } from '../../src/services/orca/index.ts'
import { foreignHomes, foreignServices, ownHomes } from './homes.ts'

const schemas: Readonly<Record<RunnableService, z.ZodType>> = {
  front50: front50ConfigSchema,
  clouddriver: z.intersection(
    clouddriverConfigSchema,
    z.object(Object.fromEntries(providers.map(({ id, configSchema }) => [id, configSchema.optional()]))),
  ),
  orca: orcaConfigSchema,
  echo: echoConfigSchema,
  gate: gateConfigSchema,
}

/** What some of their profiles ask for. */
const variables = {
  SPINNAKER_PUBLIC_IP: '192.0.2.1',
  SPINNAKER_DB_HOST: 'db.example.org',
  SPINNAKER_DB_PASSWORD: 'x',
}

/** What Spinnaker has and this release does not: people hear of it at each start. */
const notYet =
  /^(aws|ecs|kubernetes|dockerRegistry|google|azure|oracle|appengine|cloudfoundry|huaweicloud|dcos|artifacts) in clouddriver\.yml|^(artifacts|pubsub|slack|twilio|github-status|gcb) in echo\.yml|^spinnaker\.(s3|gcs|azs|oracle) in front50\.yml|^(server\.ssl|security|saml|ldap|x509|google|integrations) in gate\.yml|^(pipelineTemplates?|integrations) in orca\.yml/

describe('what is rendered', () => {
  it.each([...ownHomes, ...foreignHomes, ...foreignServices])(
    'of $name is YAML, and our services read it',
    async ({ open }) => {
      const home = open()
      const rendered = await render(home, readHalconfig(home).deployment(), { version: '1.35.0' })
      const directory = join(mkdtempSync(join(tmpdir(), 'gennaker-staged-')), 'staging')
      stage(rendered, directory)
      const config = join(directory, 'config')
      for (const name of readdirSync(config)) {
        const documents = parseAllDocuments(readFileSync(join(config, name), 'utf8'), {
          version: '1.1',
          logLevel: 'error',
        })
        for (const { errors } of documents) expect([name, errors]).toEqual([name, []])
      }

      const refused = rendered.findings.filter(({ severity }) => severity === 'ERROR')
      if (refused.length > 0) {
        for (const { message } of refused) expect(message).toMatch(/names a MySQL/)
        return
      }
      for (const [name, schema] of Object.entries(schemas) as [keyof typeof schemas, z.ZodType][]) {
        // References to secrets stay what they are: what they lead to is nobody's business here.
        const { tree, layers, placeOf } = loadConfig(name, {
          directories: [config],
          env: variables,
          schema: configSchemas[name],
          known: knownServices(),
        })
        expect(() => validated(schema, tree, name, placeOf)).not.toThrow()
        expect(databaseOf(validated(sharedConfigSchema, tree, name), name)?.startsWith('postgresql:') ?? true).toBe(
          true,
        )
        const generated = unknownKeys(layers, configSchemas[name], unusedKeys(name)).filter(
          ({ place, isShared }) => !isShared && !place.includes('-local.yml'),
        )
        for (const { key, place } of generated) expect(`${key} in ${place}`).toMatch(notYet)
      }
    },
  )
})
