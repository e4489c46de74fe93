import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAccounts } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { Facts } from '../../ui/facts.tsx'
import type { Values } from '../../ui/form/schema.ts'
import { Json as JsonView } from '../../ui/json.tsx'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'
import { When } from '../../ui/time.tsx'
import { applicationSchema, attributesOf, valuesOf } from '../applications/application-form.ts'
import { createUpdateJob } from './save-attributes.tsx'
import type { SectionProps } from './settings.tsx'

const yes = (value: unknown): string | undefined => (value === true || value === 'true' ? 'yes' : undefined)

/** Who owns the application, what it is, and in which clouds. */
export const Attributes = ({ app, attributes }: SectionProps) => {
  const clouds = cloudsOf(useAccounts().data ?? [])
  const { permissions = {} } = attributes as { permissions?: Record<string, string[]> }
  return (
    <>
      <Facts
        facts={[
          ['Owner', attributes.email as string],
          ['Description', attributes.description as string],
          ['Clouds', String(attributes.cloudProviders ?? '').replaceAll(',', ', ')],
          ['Accounts', String(attributes.accounts ?? '').replaceAll(',', ', ')],
          ...Object.entries(permissions ?? {}).map(
            ([right, groups]) => [right.toLowerCase(), (groups ?? []).join(', ')] as const,
          ),
          [
            'Repository',
            [attributes.repoType, attributes.repoProjectKey, attributes.repoSlug].filter(Boolean).join(' / '),
          ],
          ['Instance port', attributes.instancePort as number],
          ['Only the cloud’s health', yes(attributes.platformHealthOnly)],
          ['Created', attributes.createTs ? <When key="created" at={Number(attributes.createTs)} /> : undefined],
          ['Changed', attributes.updateTs ? <When key="changed" at={Number(attributes.updateTs)} /> : undefined],
          ['Changed by', attributes.lastModifiedBy as string],
        ]}
      />
      <div>
        <Button
          onClick={(event) =>
            openDialog((close) => <EditDialog {...{ app, attributes, clouds, close }} />, event.currentTarget)
          }
        >
          Edit attributes
        </Button>
      </div>
      <JsonView title="Application as JSON" value={attributes} />
    </>
  )
}

export const cloudsOf = (accounts: readonly { type?: string }[]): string[] =>
  [...new Set(accounts.flatMap(({ type }) => (type ? [type] : [])))].sort()

const EditDialog = ({ app, attributes, clouds, close }: SectionProps & { clouds: string[]; close: () => void }) => {
  const own = String(attributes.cloudProviders ?? '')
    .split(',')
    .filter(Boolean)
  const change = (values: Values): Json => attributesOf(values, attributes)
  const [job] = useState(() => createUpdateJob(app, attributes))
  return (
    <TaskDialog
      size="lg"
      close={close}
      form={{
        title: `Edit ${app}`,
        app,
        description: `Update Application: ${app}`,
        submit: 'Save',
        schema: applicationSchema([...new Set([...clouds, ...own])], false),
        initial: valuesOf(attributes),
        job: (values) => job(change(values)),
      }}
    >
      {(values) => (
        <ChangesView changes={changesOf(attributes, mergePatchOf(attributes, { ...attributes, ...change(values) }))} />
      )}
    </TaskDialog>
  )
}
