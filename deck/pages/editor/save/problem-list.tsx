import { useAddress } from '../../../ui/address.ts'
import { useEditing } from '../editor-context.ts'

/** What is wrong, each with a way to it. */
export const ProblemList = ({ go }: { go?: () => void }) => {
  const { problems } = useEditing()
  const [, address] = useAddress()
  const errors = problems.filter(({ level }) => level === 'error').length
  if (problems.length === 0) return null
  return (
    <section className="notice" data-state={errors > 0 ? 'failed' : 'waiting'} aria-label="Problems">
      <strong>
        {errors > 0
          ? `${errors} ${errors === 1 ? 'problem prevents' : 'problems prevent'} saving.`
          : `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} to look at.`}
      </strong>
      <ul className="changes">
        {problems.map(({ level, message, stage, part }) => (
          <li key={message}>
            <span className="quiet">{level === 'error' ? 'Error: ' : 'Warning: '}</span>
            <button
              type="button"
              className="plain editor-link"
              onClick={() => {
                address({ stage, part: stage === undefined ? part : undefined, view: undefined })
                go?.()
              }}
            >
              {message}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
