/** A value as it is on the wire. */
export const JsonBlock = ({ value, label }: { value: unknown; label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
  <section className="json" tabIndex={0} aria-label={label}>
    <pre className="mono">{JSON.stringify(value, null, 2)}</pre>
  </section>
)

/** The same, folded away. */
export const Json = ({ title, value }: { title: string; value: unknown }) => (
  <details>
    <summary>{title}</summary>
    <JsonBlock value={value} label={title} />
  </details>
)
