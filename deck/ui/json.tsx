/** A value as it is on the wire. */
export const Json = ({ title, value }: { title: string; value: unknown }) => (
  <details>
    <summary>{title}</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
    <pre className="json mono" tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  </details>
)
