import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { HalHome } from './home.ts'

/**
 * Where a local file may be that the halconfig names, the likeliest first: a relative path is beside the halconfig, as ever, or beside
 * the profiles, where the files of a SpinnakerService are.
 */
export function localPaths(path: string, home: HalHome, deployment: string, env: NodeJS.ProcessEnv): string[] {
  if (path === '~' || path.startsWith('~/')) return [join(env.HOME ?? homedir(), path.slice(1))]
  if (isAbsolute(path)) return [path]
  return [resolve(home.directory, path), resolve(home.of(deployment).directory, path)]
}

/** The file itself: the first of those places where there is one, or the likeliest. */
export function localPath(path: string, home: HalHome, deployment: string, env: NodeJS.ProcessEnv): string {
  const paths = localPaths(path, home, deployment, env)
  return paths.find((each) => existsSync(each)) ?? paths[0]!
}

/** Whether a value is no path but says where a secret or a file is kept. */
export const isElsewhere = (value: string) =>
  /^(encrypted|encryptedFile|configserver):|^secret:\/\//.test(value) || value.includes('${')
