/** Lines that come one by one, as something to go through. Ends with the work that brings them, and fails as that does. */
export async function* lineReader(work: (onLine: (line: string) => void) => Promise<unknown>): AsyncGenerator<string> {
  const lines: string[] = []
  let ended = false
  let failure: { readonly error: unknown } | undefined
  let wake = () => {}
  work((line) => {
    lines.push(line)
    wake()
  })
    .catch((error: unknown) => {
      failure = { error }
    })
    .finally(() => {
      ended = true
      wake()
    })
  for (;;) {
    while (lines.length > 0) yield lines.shift()!
    if (failure !== undefined) throw failure.error
    if (ended) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}
