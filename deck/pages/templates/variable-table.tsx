import type { TemplateVariable } from '../../data/templates.ts'
import { Empty } from '../../ui/states.tsx'
import { typeOfVariable } from './variables.ts'

/** What a template asks for: each variable with its type and what it is by itself. */
export const VariableTable = ({ variables }: { variables: readonly TemplateVariable[] }) =>
  variables.length === 0 ? (
    <Empty title="It asks for nothing">All pipelines that are made of it are alike.</Empty>
  ) : (
    <div className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Variable</th>
            <th>Type</th>
            <th>Default</th>
          </tr>
        </thead>
        <tbody>
          {variables.map((variable) => (
            <tr key={variable.name}>
              <td>
                <span className="mono">{variable.name}</span>
                {variable.description && <div className="quiet small">{variable.description}</div>}
              </td>
              <td>
                <span className="tag">{typeOfVariable(variable)}</span>
              </td>
              <td className="template-default">
                <Default variable={variable} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )

const Default = ({ variable: { defaultValue, nullable } }: { variable: TemplateVariable }) => {
  if (defaultValue === undefined || defaultValue === null)
    return <span className="quiet">{nullable === true ? 'nothing, and nothing need be given' : 'must be given'}</span>
  if (defaultValue === '') return <span className="quiet">empty</span>
  return <span className="mono">{typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}</span>
}
