/** Waits for `work`, and no longer than `ms`: then it throws `says`. */
export async function within<T>(ms: number, work: Promise<T>, says: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(says())), ms)
  })
  // Whoever loses may fail later, when nobody listens any more.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
