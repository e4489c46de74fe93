import '../../templates/templates.css'
import { Button, Checkbox, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { parseReference, reasonsOf, type TemplateVariable, useTemplate, versionWords } from '../../../data/templates.ts'
import { useAddress } from '../../../ui/address.ts'
import { openDialog } from '../../../ui/dialogs.tsx'
import { DocumentForm } from '../../../ui/form/document-form.tsx'
import { FormFieldsProvider } from '../../../ui/form/form-fields.ts'
import { Loaded } from '../../../ui/states.tsx'
import { areComplete, VariablesForm } from '../../templates/variables-form.tsx'
import { PARTS } from '../configuration/forms.ts'
import { isObject, type Json, textOf, withField } from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { configurationFields } from '../fields.tsx'
import { usePlan } from './plan.ts'
import { PlanPanel } from './plan-panel.tsx'
import { unlinked } from './unlink.ts'

const VARIABLES = 'variables'
/** What a pipeline of a template says itself, beside the values of its variables. */
const OWN_PARTS = PARTS.filter(({ key }) => ['settings', 'triggers', 'notifications'].includes(key))

/** What a pipeline of a template says: the values of its variables, what it adds and leaves out; and what comes of it. */
export const TemplatedView = ({ part }: { part: string }) => {
  const { document, edit, readOnly } = useEditing()
  const [, address] = useAddress()
  const own = OWN_PARTS.find(({ key }) => key === part)
  const reference = textOf((document.template as Json).reference)
  const place = parseReference(reference)
  const template = useTemplate(place?.id ?? '', place?.version)
  return (
    <>
      <div className="notice row" data-state="idle">
        <span>
          This pipeline is made of the template{' '}
          {place ? (
            <>
              <Link
                to="/pipeline-templates/$templateId"
                params={{ templateId: place.id }}
                search={place.version ? { version: place.version } : {}}
              >
                {template.data?.metadata?.name ?? place.id}
              </Link>{' '}
              ({versionWords(place.version)})
            </>
          ) : (
            <strong>{reference}</strong>
          )}
          . Its stages are changed there; what it says itself is changed here.
        </span>
        {!readOnly && template.data && <Unlink template={template.data.pipeline ?? {}} />}
      </div>
      <div className="template-columns template-writing">
        <div className="editor-columns editor-narrow">
          <nav className="panel editor-parts" aria-label="Parts of the pipeline">
            <Part name="Variables" isChosen={own === undefined} choose={() => address({ part: undefined })} />
            {OWN_PARTS.map(({ key, label }) => (
              <Part key={key} name={label} isChosen={own?.key === key} choose={() => address({ part: key })} />
            ))}
          </nav>
          <section className="panel" aria-label={own?.label ?? 'Variables'}>
            <div className="top">
              <h2>{own?.label ?? 'Variables'}</h2>
            </div>
            <fieldset className="inside editor-plain stack" disabled={readOnly}>
              {own ? (
                <>
                  <FormFieldsProvider value={configurationFields}>
                    <DocumentForm
                      schema={own.schema}
                      values={document}
                      set={(name, value) =>
                        edit(
                          (now) => withField(now, name, name === 'name' ? (value ?? '') : value),
                          `${own.key}/${name}`,
                        )
                      }
                    />
                  </FormFieldsProvider>
                  {own.key !== 'settings' && <LeaveOut what={own.key} />}
                </>
              ) : place ? (
                <Loaded of={template} what="The template">
                  {({ variables = [] }) => <Variables variables={variables} />}
                </Loaded>
              ) : (
                <p className="quiet editor-about">
                  The template is kept elsewhere: the values of its variables can be written as JSON or YAML.
                </p>
              )}
            </fieldset>
          </section>
        </div>
        <PlanPanel
          configuration={areComplete(template.data?.variables ?? [], givenIn(document)) ? document : undefined}
          waiting="It is shown when all variables have their values."
        />
      </div>
    </>
  )
}

const givenIn = ({ variables }: Json): Json => (isObject(variables) ? variables : {})

const Part = ({ name, isChosen, choose }: { name: string; isChosen: boolean; choose: () => void }) => (
  <button type="button" className="plain" aria-current={isChosen ? 'true' : undefined} onClick={choose}>
    {name}
  </button>
)

const Variables = ({ variables }: { variables: readonly TemplateVariable[] }) => {
  const { document, edit } = useEditing()
  return (
    <VariablesForm
      variables={variables}
      given={givenIn(document)}
      change={(given) => edit((now) => withField(now, VARIABLES, given), VARIABLES)}
      asked
    />
  )
}

/** Whether a list of the template's is taken over. */
const LeaveOut = ({ what }: { what: string }) => {
  const { document, edit } = useEditing()
  const left = Array.isArray(document.exclude) ? document.exclude.map(textOf) : []
  return (
    <Checkbox
      label={`Leave out the template’s own ${what}`}
      checked={left.includes(what)}
      onChange={(event) => {
        const others = left.filter((each) => each !== what)
        const next = event.currentTarget.checked ? [...others, what] : others
        edit((now) => withField(now, 'exclude', next))
      }}
    />
  )
}

/** Makes a plain pipeline of it: an edit like any other, which is saved after its difference was seen. */
const Unlink = ({ template }: { template: Json }) => {
  const { document, edit } = useEditing()
  return (
    <Button
      className="push"
      size="compact-sm"
      variant="default"
      onClick={(event) =>
        openDialog(
          (close) => (
            <UnlinkDialog
              document={document}
              close={close}
              unlink={(plan) => {
                edit((now) => unlinked(now, template, plan))
                close()
              }}
            />
          ),
          event.currentTarget,
        )
      }
    >
      Make it a plain pipeline…
    </Button>
  )
}

interface UnlinkProps {
  document: Json
  unlink: (plan: Json) => void
  close: () => void
}

const UnlinkDialog = ({ document, unlink, close }: UnlinkProps) => {
  const plan = usePlan(document)
  return (
    <Modal opened onClose={close} title="Make it a plain pipeline" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        <p className="editor-about">
          The template’s stages, triggers, parameters and notifications are written into the pipeline, with the values
          of its variables. From then on they are changed here, and the template changes them no more. It is saved when
          you save the pipeline.
        </p>
        {plan.error && (
          <div className="notice stack" data-state="failed" role="alert">
            <strong>No pipeline comes of it as it is.</strong>
            {reasonsOf(plan.error).map((reason) => (
              <span key={reason}>{reason}</span>
            ))}
          </div>
        )}
        <div className="row">
          <Button
            data-autofocus
            loading={plan.isFetching}
            disabled={!plan.data}
            onClick={() => plan.data && unlink(plan.data)}
          >
            Make it plain
          </Button>
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
        </div>
      </div>
    </Modal>
  )
}
