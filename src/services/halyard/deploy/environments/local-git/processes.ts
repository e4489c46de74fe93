import { readFileSync, statSync } from 'node:fs'
import { run } from '../../../../../platform/subprocess/index.ts'
import type { ServiceName } from '../../../names.ts'
import type { Places } from './places.ts'

/** The process of a service. */
export interface ServiceProcess {
  readonly pid: number
  /** What it was started with. */
  readonly hash: string | undefined
  readonly startedAt: number
  readonly residentBytes: number | undefined
}

/** The process whose number stands in the file of a service; undefined when it ended, also when its number is another program's now. */
export async function processOf(service: ServiceName, places: Places): Promise<ServiceProcess | undefined> {
  const pid = Number(read(places.pid(service)))
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'rss=,args=']).catch(() => ({ stdout: '' }))
  const [, kilobytes, program] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? []
  // For a moment after its birth a process still is the script that started it.
  const isOurs = [`--services ${service} `, `${service}-start.sh `].some((part) => `${program} `.includes(part))
  if (program === undefined || !isOurs) return undefined
  return {
    pid,
    hash: read(`${places.pid(service)}.hash`),
    startedAt: statSync(places.pid(service)).mtimeMs,
    residentBytes: Number(kilobytes) * 1024,
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
