import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { Person } from '../../ui/person.tsx'
import { Loaded } from '../../ui/states.tsx'
import { When } from '../../ui/time.tsx'

/** Times and the like that every save changes. */
const content = ({ updateTs: _, lastModifiedBy: __, createTs: ___, user: ____, ...rest }: Json): Json => rest

/** What each save of the application changed, and by whom. */
export const Revisions = ({ app }: { app: string }) => (
  <Loaded
    of={useGate(['application', app, 'history'], (signal) =>
      get<Json[]>(path('applications', app, 'history'), { limit: 100 }, signal),
    )}
    what="Revisions"
  >
    {(revisions) =>
      revisions.map((revision, position) => {
        const before = revisions[position + 1]
        const changes = before
          ? changesOf(content(before), mergePatchOf(content(before), content(revision)))
          : undefined
        return (
          <details key={String(revision.updateTs)} className="panel settings-item" open={position === 0}>
            <summary>
              <When at={Number(revision.updateTs)} /> by <Person name={revision.lastModifiedBy as string} />
              <span className="quiet">
                {changes === undefined
                  ? ' · the oldest that is kept'
                  : ` · ${changes.length === 1 ? '1 field' : `${changes.length} fields`} changed`}
              </span>
            </summary>
            {changes && <ChangesView changes={changes} />}
          </details>
        )
      })
    }
  </Loaded>
)
