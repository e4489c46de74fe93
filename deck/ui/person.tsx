/** What the engine calls nobody in particular. */
const NOBODY = '[anonymous]'

/** The one way a person is named. */
export const Person = ({ name }: { name: string | undefined }) =>
  name ? (
    <span className="person">{name === NOBODY ? 'anonymous' : name}</span>
  ) : (
    <span className="quiet">somebody</span>
  )
