import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from './json-schema.ts'

const validate = new Ajv({ strict: false, allErrors: true }).compile(jsonSchema())
const wrong = (deployment: unknown) => {
  validate({ currentDeployment: 'default', deploymentConfigurations: [deployment] })
  return (validate.errors ?? []).map(({ instancePath }) => instancePath.replace('/deploymentConfigurations/0', ''))
}

describe('the JSON Schema of a halconfig', () => {
  it('takes what hal takes: keys that it does not know, placeholders, what is not set', () => {
    expect(
      wrong({
        name: 'default',
        future: { a: 1 },
        providers: {
          spot: { enabled: '${ON}', accounts: [{ name: 'prod', accountId: 'act-1a2b3c4d' }] },
          aws: null,
          kubernetes: { accounts: [{ name: 'k', namespaces: ['a'], cacheThreads: 2, permissions: { READ: ['a'] } }] },
        },
        canary: {
          serviceIntegrations: [{ name: 'prometheus', accounts: [{ name: 'p', endpoint: { baseUrl: 'x' } }] }],
        },
      }),
    ).toEqual([])
  })

  it('says where something is wrong', () => {
    expect(wrong({ providers: { spot: { accounts: [{ accountId: 'act-1' }] } } })).toContain(
      '/providers/spot/accounts/0/accountId',
    )
    expect(wrong({ deploymentEnvironment: { type: 'Nowhere' } })).toContain('/deploymentEnvironment/type')
    expect(wrong({ features: { chaos: 'perhaps' } })).toContain('/features/chaos')
  })
})
