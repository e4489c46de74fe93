/** The head of a table's column of buttons: said to who does not see it, empty to who does. */
export const ActionsHeader = () => (
  <th>
    <span className="visually-hidden">Actions</span>
  </th>
)
