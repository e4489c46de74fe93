import { useRecents, useStars } from '../../data/personal.ts'
import { addressOf, KINDS, type Subject } from '../../data/places.ts'
import { Follow, Star } from '../../ui/star.tsx'

const MOST = 8

/** Where one usually goes. `applications`: some of those that there are, for who comes for the first time. */
export const Shortcuts = ({ applications }: { applications: readonly string[] }) => {
  const stars = useStars()
  const recents = useRecents()
  const starred = new Set(stars.map(addressOf))
  const others = recents.filter((each) => !starred.has(addressOf(each))).slice(0, MOST)
  const isNew = stars.length === 0 && others.length === 0
  return (
    <section className="panel" aria-label="Starred and recent">
      <div className="top">
        <h2>Starred and recent</h2>
      </div>
      {isNew && (
        <Subjects
          title="Applications"
          subjects={applications.slice(0, MOST).map((name) => ({ type: 'application', name }))}
        />
      )}
      {stars.length > 0 && <Subjects title="Starred" subjects={stars} />}
      {others.length > 0 && <Subjects title="Recent" subjects={others} />}
    </section>
  )
}

const Subjects = ({ title, subjects }: { title: string; subjects: readonly (Subject & { title?: string })[] }) => (
  <div className="home-lines">
    <h3 className="quiet">{title}</h3>
    <ul className="home-subjects">
      {subjects.map((subject) => (
        <li key={addressOf(subject)}>
          <a className="clip" href={`#${addressOf(subject)}`} data-row>
            {subject.title ?? subject.name}
          </a>
          <span className="clip quiet small">
            {[KINDS[subject.type]?.[0], subject.application].filter(Boolean).join(' · ')}
          </span>
          <span className="home-marks">
            {subject.type === 'pipeline' && <Follow subject={plain(subject)} />}
            {(subject.type === 'pipeline' || subject.type === 'application') && <Star subject={plain(subject)} />}
          </span>
        </li>
      ))}
    </ul>
  </div>
)

/** Without when one looked at it. */
const plain = ({ type, name, application }: Subject): Subject => ({
  type,
  name,
  ...(application === undefined ? {} : { application }),
})
