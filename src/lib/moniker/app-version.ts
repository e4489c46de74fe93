/** What the `appversion` tag of a baked image says about the package inside. */
export interface AppVersion {
  readonly packageName: string
  readonly version: string
  /** A git hash or another change number. */
  readonly commit?: string
  /** As text: the original does not require digits. */
  readonly buildNumber?: string
  readonly buildJobName?: string
}

const pattern =
  /^([-a-zA-Z0-9._~^]+)-([0-9.a-zA-Z~]+)-(\w+)(?:[.](\w+))?(?:~[-a-zA-Z0-9._~^]+)?(?:\/([-a-zA-Z0-9._~^]+)\/([0-9]+))?$/

/**
 * Reads `package-version-commit[.hBUILD][~suffix][/job/number]`, or with the build before the commit
 * (`app-1.0-h12.abc123f`); anything else answers undefined. The first letter of the build is dropped unseen, so that
 * `.150` is build `50` (frigga: AppVersion.parseName).
 */
export function parseAppVersion(tag: string | null | undefined): AppVersion | undefined {
  const [, packageName, version, third, fourth, buildJobName] = pattern.exec(tag ?? '') ?? []
  if (packageName === undefined || version === undefined || third === undefined) return undefined
  const [build, commit] = third.startsWith('h') ? [third, fourth] : [fourth, third]
  return {
    packageName,
    version,
    ...(commit !== undefined && { commit }),
    ...(build !== undefined && { buildNumber: build.slice(1) }),
    ...(buildJobName !== undefined && { buildJobName }),
  }
}
