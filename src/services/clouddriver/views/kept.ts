/** `make`, run once for each state of its argument: inventory objects and lists are replaced when they change. */
export function kept<A extends object, R>(make: (argument: A) => R): (argument: A) => R {
  const results = new WeakMap<A, { readonly result: R }>()
  return (argument) => {
    const known = results.get(argument)
    if (known) return known.result
    const result = make(argument)
    results.set(argument, { result })
    return result
  }
}
