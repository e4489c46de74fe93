import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionsHeader } from '../../ui/actions-header.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { SpotDialog, type SpotForm } from './dialog.tsx'
import { type AccountGroup, useAccountGroups } from './queries.ts'

interface AdoptProps {
  app: string
  accounts: readonly string[]
  close: () => void
}

/** Takes an Elastigroup that was made elsewhere into the application, by giving it the next name of a cluster. */
export const AdoptGroup = ({ app, accounts, close }: AdoptProps) => {
  const [account, setAccount] = useState(accounts[0] ?? '')
  const [chosen, setChosen] = useState<AccountGroup>()
  if (chosen) return <SpotDialog form={adoptForm(app, account, chosen)} close={close} />
  return (
    <Modal opened onClose={close} size="lg" title="Adopt an Elastigroup" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        <NativeSelect
          label="Account"
          data={[...accounts]}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
          data-autofocus
        />
        <Groups key={account} app={app} account={account} choose={setChosen} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        </Group>
      </div>
    </Modal>
  )
}

interface GroupsProps {
  app: string
  account: string
  choose: (group: AccountGroup) => void
}

const Groups = ({ app, account, choose }: GroupsProps) => (
  <Loaded of={useAccountGroups(account)} what="The groups of the account">
    {(all) => {
      const others = all.filter(({ application, versioned }) => application !== app || versioned === false)
      if (others.length === 0)
        return <Empty title="Nothing to adopt">Every Elastigroup of this account belongs to {app} already.</Empty>
      return (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>Elastigroup</th>
                <th>Wanted</th>
                <ActionsHeader />
              </tr>
            </thead>
            <tbody>
              {others.map((group) => (
                <tr key={group.id}>
                  <td>
                    {group.name}
                    <div className="quiet small">
                      <span className="mono">{group.id}</span> · {group.region}
                      {group.versioned && group.application && ` · of ${group.application}`}
                    </div>
                  </td>
                  <td>{group.capacity?.target ?? '–'}</td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Adopt ${group.name}`}
                      onClick={() => choose(group)}
                    >
                      Adopt
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    }}
  </Loaded>
)

const adoptForm = (
  app: string,
  account: string,
  { id, name, region, application, versioned }: AccountGroup,
): SpotForm => ({
  operation: 'adoptElastigroup',
  app,
  account,
  title: `Adopt ${name}`,
  description: `Adopt Elastigroup: ${name}`,
  submit: 'Adopt',
  schema: {
    type: 'object',
    properties: { stack: { type: 'string', title: 'Stack' }, freeFormDetails: { type: 'string', title: 'Detail' } },
  },
  says: ({ stack, freeFormDetails }) => {
    const cluster = freeFormDetails
      ? [app, stack ?? '', freeFormDetails].join('-')
      : [app, stack].filter(Boolean).join('-')
    return [
      `${name} is renamed to the next version of ${cluster} in ${region}. Its instances go on running as they are.`,
      ...(versioned && application && application !== app
        ? [`It leaves application ${application}, whose pipelines no longer find it.`]
        : []),
    ]
  },
  job: (values) => [
    {
      type: 'adoptElastigroup',
      cloudProvider: 'spot',
      credentials: account,
      region,
      elastigroupId: id,
      application: app,
      ...values,
    },
  ],
})
