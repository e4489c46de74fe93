import { type Call, route } from './route.ts'

export const accountRoutes = [route('GET', '/setup/account', list)]

/** The organization's accounts, all or the one behind a cloud account. */
function list({ world, organizationId, query }: Call) {
  const items = [...world.accounts.values()]
    .filter((account) => account.organizationId === organizationId)
    .filter((account) => !query.cloudAccountId || account.providerExternalId === query.cloudAccountId)
    .map(({ accountId, organizationId: organization, name, providerExternalId }) => ({
      accountId,
      organizationId: Number(organization),
      name,
      providerExternalId,
    }))
  return { kind: 'spotinst:setup:account', items }
}
