import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { homedir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { Check, Diagnosis, Patient } from './check.ts'

const megabyte = 1024 * 1024
const told = (bytes: number) =>
  bytes >= 1024 * megabyte ? `${(bytes / 1024 / megabyte).toFixed(1)} GB` : `${Math.round(bytes / megabyte)} MB`

/** Where the services keep what they know. */
export const stateHome = ({ env }: Pick<Patient, 'env'>) =>
  env.GENNAKER_HOME ?? join(env.HOME ?? homedir(), '.gennaker')

export const node: Check = {
  name: 'Node.js',
  run: () => {
    const [major] = process.versions.node.split('.').map(Number)
    if (major! >= 26) return [{ status: 'OK', says: `${process.version} on ${process.platform} ${process.arch}` }]
    const remedy = 'Call hal by its launcher, ./hal, which brings the right one.'
    return [{ status: 'FAILED', says: `It is ${process.version}; the services need 26.`, remedy }]
  },
}

export const memory: Check = {
  name: 'memory',
  run: () => {
    const available = process.availableMemory()
    const says = `${told(available)} of ${told(totalmem())} are available`
    const remedy = 'The services need 300 MB: stop something else, or give the machine more.'
    if (available < 256 * megabyte) return [{ status: 'FAILED', says, remedy }]
    return [available < 512 * megabyte ? { status: 'WARNING', says, remedy } : { status: 'OK', says }]
  },
}

export const openFiles: Check = {
  name: 'open files',
  run: () => {
    if (process.platform !== 'linux') return [{ status: 'SKIPPED', says: 'The limit is only known on Linux.' }]
    const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '?'
    const says = `${limit} may be open at once`
    if (limit === 'unlimited' || Number(limit) >= 4096) return [{ status: 'OK', says }]
    const remedy = 'Raise it (ulimit -Hn 65536, LimitNOFILE of the unit): each connection and watched file is one.'
    return [{ status: 'WARNING', says, remedy }]
  },
}

export const disk: Check = {
  name: 'disk',
  run: (patient) =>
    [patient.home.directory, stateHome(patient)].map((directory): Diagnosis => {
      const { bavail, bsize } = statfsSync(existing(directory))
      const free = bavail * bsize
      const says = `${told(free)} are free for ${directory}`
      const remedy = 'Make room: history, logs and the database grow there.'
      if (free < 200 * megabyte) return { status: 'FAILED', says, remedy }
      return free < 1024 * megabyte ? { status: 'WARNING', says, remedy } : { status: 'OK', says }
    }),
}

export const folders: Check = {
  name: 'folders',
  run: (patient) => [
    ...[patient.home.directory, stateHome(patient)].map((path) => access(path, 'folder')),
    ...(existsSync(patient.home.config) ? [access(patient.home.config, 'file')] : []),
  ],
}

function access(path: string, what: string): Diagnosis {
  const there = existing(path)
  try {
    accessSync(there, constants.R_OK | constants.W_OK | (what === 'folder' ? constants.X_OK : 0))
    return { status: 'OK', says: there === path ? `${path} can be written` : `${path} can be made` }
  } catch {
    const says = there === path ? `${path} can't be read and written.` : `${path} can't be made in ${there}.`
    return { status: 'FAILED', says, remedy: `Let the user that calls hal own it: chown ${userId()} ${there}` }
  }
}

const userId = () => process.getuid?.() ?? 'USER'

/** The folder, or the nearest one above it that is there. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path))
}

export const clock: Check = {
  name: 'clock',
  async run({ clock: server, now }, signal) {
    if (server === undefined) return [{ status: 'SKIPPED', says: 'Name a server whose clock is right: --clock URL' }]
    const { createOwnOutbound } = await import('../../../platform/outbound/index.ts')
    const outbound = createOwnOutbound()
    try {
      const sent = now()
      const { headers } = await outbound.request({ method: 'GET', url: server, timeoutMs: 5_000 })
      signal.throwIfAborted()
      const date = Date.parse(String(headers.date ?? ''))
      if (Number.isNaN(date)) return [{ status: 'SKIPPED', says: `${server} does not say what time it has.` }]
      // It says whole seconds, and said them somewhere between the question and the answer.
      const off = Math.max(0, Math.abs((sent + now()) / 2 - date - 500) - 500 - (now() - sent) / 2)
      const says = `It differs by ${(off / 1000).toFixed(1)} s from that of ${server}`
      const remedy = 'Set it by NTP (timedatectl set-ntp true): tokens and signatures are refused otherwise.'
      if (off > 60_000) return [{ status: 'FAILED', says, remedy }]
      return [off > 5_000 ? { status: 'WARNING', says, remedy } : { status: 'OK', says }]
    } finally {
      await outbound.close()
    }
  },
}
