/** The one way a person is named. */
export const Person = ({ name }: { name: string | undefined }) =>
  name ? <span className="person">{name}</span> : <span className="quiet">somebody</span>
