/** What each cloud takes as an application's name (deck: ApplicationNameValidator of each provider). */
const RULES: Readonly<Record<string, { readonly pattern: RegExp; readonly most: number; readonly words: string }>> = {
  aws: { pattern: /^[a-z0-9_.]*$/, most: 250, words: 'letters, numbers, dots and underscores' },
  kubernetes: { pattern: /^[a-z][a-z0-9-]*$/, most: 63, words: 'letters, numbers and dashes, a letter first' },
  gce: { pattern: /^[a-z][a-z0-9]*$/, most: 63, words: 'letters and numbers, a letter first' },
  appengine: { pattern: /^[a-z0-9]*$/, most: 58, words: 'letters and numbers' },
  titus: { pattern: /^[a-z0-9_.]*$/, most: 250, words: 'letters, numbers, dots and underscores' },
}

/** What is wrong with a name, in words; undefined when nothing is. Names are in lower case. */
export const nameProblem = (name: string, clouds: readonly string[], taken: readonly string[]): string | undefined => {
  if (name === '') return 'Give it a name'
  if (taken.includes(name)) return 'There is an application of this name already'
  if (/[\s/\\?#%]/.test(name)) return 'No spaces, slashes, ?, # or %'
  for (const cloud of clouds) {
    const rule = RULES[cloud]
    if (rule && (!rule.pattern.test(name) || name.length > rule.most))
      return `${cloud} takes at most ${rule.most} characters: ${rule.words}`
  }
  return undefined
}
