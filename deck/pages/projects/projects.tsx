import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type Project, useProjects } from '../../data/projects.ts'
import { Dialogs, openDialog } from '../../ui/dialogs.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { usePreference } from '../../ui/preference.ts'
import { useRows } from '../../ui/rows.ts'
import { inOrder, SortedHead, type Sorting } from '../../ui/sorted-head.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'
import { ConfigureProject } from './configure-project.tsx'

const COLUMNS: Readonly<Record<string, (project: Project) => string | number | undefined>> = {
  name: ({ name }) => name.toLowerCase(),
  email: ({ email }) => email,
  created: ({ createTs }) => createTs,
  updated: ({ updateTs }) => updateTs,
}

/** Projects: applications of several teams that are looked at together. */
export const Projects = () => {
  const [sorting, sort] = usePreference<Sorting>('deck.projects.sort', { by: 'name', down: false })
  usePageTitle('Projects')
  useRows()
  const head = { sorting, sort }
  return (
    <div className="stack">
      <div className="row">
        <h1>Projects</h1>
        <Button
          className="push"
          onClick={(event) => openDialog((close) => <ConfigureProject close={close} />, event.currentTarget)}
        >
          Create project
        </Button>
      </div>
      <Loaded of={useProjects()} what="Projects">
        {(projects) =>
          projects.length === 0 ? (
            <Empty title="No projects yet">A project shows applications of several teams on one page.</Empty>
          ) : (
            <div className="panel scroll">
              <table>
                <thead>
                  <tr>
                    <SortedHead {...head} name="name" label="Name" />
                    <SortedHead {...head} name="email" label="Owner" />
                    <SortedHead {...head} name="created" label="Created" className="wide" />
                    <SortedHead {...head} name="updated" label="Changed" className="wide" />
                  </tr>
                </thead>
                <tbody>
                  {projects
                    .toSorted(inOrder(COLUMNS[sorting.by] ?? COLUMNS.name!, sorting.down))
                    .map(({ id, name, email, createTs, updateTs }) => (
                      <tr key={id}>
                        <td>
                          <Link data-row to="/projects/$project/dashboard" params={{ project: name }}>
                            {name}
                          </Link>
                        </td>
                        <td>{email}</td>
                        <td className="wide">
                          <When at={createTs} />
                        </td>
                        <td className="wide">
                          <When at={updateTs} />
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      <Dialogs />
    </div>
  )
}
