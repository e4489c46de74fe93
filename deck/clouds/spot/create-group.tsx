import { lazy, Suspense, useState } from 'react'
import { Loading } from '../../ui/states.tsx'
import { counted } from '../group.ts'
import { SpotDialog, type SpotForm } from './dialog.tsx'
import { at, type Document } from './shapes.ts'

const JsonEditor = lazy(() => import('../../ui/json-editor.tsx').then(({ JsonEditor }) => ({ default: JsonEditor })))

interface CreateProps {
  app: string
  accounts: readonly string[]
  close: () => void
  /** What to begin with, e.g. what an import would make. */
  document?: Document
  account?: string
}

/** A whole group to begin with: what Spot needs, to be filled in. */
const blank = (app: string): Document => ({
  name: `${app}-`,
  region: '',
  capacity: { minimum: 1, maximum: 1, target: 1, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true },
  compute: {
    product: 'Linux/UNIX',
    availabilityZones: [{ name: '', subnetIds: [''] }],
    instanceTypes: { ondemand: '', spot: [''] },
    launchSpecification: { imageId: '', securityGroupIds: [''], monitoring: false },
  },
})

/** Creates an Elastigroup from its document, after it has been read and edited. */
export const CreateGroup = ({ app, accounts, close, document, account }: CreateProps) => {
  const [text, setText] = useState(() => JSON.stringify(document ?? blank(app), null, 2))
  return (
    <SpotDialog form={createForm(app, accounts, text, account)} close={close} size="xl">
      {() => (
        <Suspense fallback={<Loading />}>
          <JsonEditor label="Group as JSON" initial={text} change={setText} />
        </Suspense>
      )}
    </SpotDialog>
  )
}

/** The group of a text, with or without the envelope of Spot's API. */
const read = (text: string): { group?: Document; problem?: string } => {
  try {
    const document = JSON.parse(text) as Document
    const group = (document.group ?? document) as Document
    const [lacks] = [
      ['name', group.name],
      ['compute', group.compute],
      ['capacity.target', at(group, 'capacity', 'target')],
    ].flatMap(([name, value]) => (value === undefined || value === null || value === '' ? [String(name)] : []))
    return lacks ? { problem: `The group has no ${lacks}` } : { group }
  } catch (cause) {
    return { problem: `Not JSON: ${(cause as Error).message}` }
  }
}

const createForm = (app: string, accounts: readonly string[], text: string, account = accounts[0]): SpotForm => {
  const { group, problem } = read(text)
  return {
    operation: 'deployElastigroup',
    settled: ['payload', 'group'],
    app,
    title: 'Create server group',
    description: `Create Server Group: ${String(group?.name ?? app)}`,
    submit: 'Create',
    schema: {
      type: 'object',
      required: ['credentials'],
      properties: { credentials: { enum: accounts, title: 'Account' } },
    },
    initial: { credentials: account },
    check: (): Record<string, string> => (problem ? { payload: problem } : {}),
    says: () =>
      problem
        ? [problem]
        : [
            `${counted(Number(at(group, 'capacity', 'target') ?? 0), 'instance')} will be launched, as ${versionWords(String(group?.name))}.`,
          ],
    job: ({ credentials }) => [
      {
        type: 'deployElastigroup',
        cloudProvider: 'spot',
        cloudProviderType: 'spot',
        application: app,
        credentials,
        payload: JSON.stringify({ group }),
      },
    ],
  }
}

const versionWords = (name: string): string =>
  /-v\d{3,}$/.test(name) ? name : `the next version of ${name.replace(/-+$/, '')}`
