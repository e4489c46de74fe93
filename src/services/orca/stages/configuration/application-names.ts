/** What each cloud takes as a name, with its greatest length (orca: ApplicationNameValidator). */
const constraints: Readonly<Record<string, { readonly most: number; readonly pattern: string }>> = {
  appengine: { most: 58, pattern: '^[a-z0-9]*$' },
  aws: { most: 250, pattern: '^[a-zA-Z_0-9.]*$' },
  dcos: { most: 127, pattern: '^[a-z0-9]*$' },
  gce: { most: 63, pattern: '^([a-zA-Z][a-zA-Z0-9]*)?$' },
  kubernetes: { most: 63, pattern: '^([a-zA-Z][a-zA-Z0-9-]*)$' },
  openstack: { most: 250, pattern: '^[a-zA-Z_0-9.]*$' },
  titus: { most: 250, pattern: '^[a-zA-Z_0-9.]*$' },
  tencentcloud: { most: 50, pattern: '^[a-zA-Z_0-9.\u4e00-\u9fa5-]*$' },
}

/** What is wrong with an application's name in the clouds that it is for, a list or text with commas. */
export function nameProblems(name: string, cloudProviders: unknown): string[] {
  const providers = Array.isArray(cloudProviders) ? cloudProviders.map(String) : String(cloudProviders ?? '').split(',')
  return providers.flatMap((provider) => {
    const constraint = Object.hasOwn(constraints, provider) ? constraints[provider] : undefined
    if (constraint === undefined) return []
    const { most, pattern } = constraint
    if (new RegExp(pattern).test(name) && name.length <= most) return []
    return [
      `Invalid application name '${name}'. Must match ${pattern} for cloud provider '${provider}' and be less than ${most} characters.`,
    ]
  })
}
