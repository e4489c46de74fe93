import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'

/** A process that has something. */
export interface Holder {
  readonly pid: number
  /** How it was called; undefined of a process of somebody else. */
  readonly command: string | undefined
}

/** Who listens on a port: `undefined` when nobody does, an empty list when somebody does who can't be seen. */
export async function listenersOn(port: number, signal: AbortSignal): Promise<readonly Holder[] | undefined> {
  if (process.platform !== 'linux') return listenersByLsof(port, signal)
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port))
  if (inodes.length === 0) return undefined
  const names = new Set(inodes.map((inode) => `socket:[${inode}]`))
  return processesWith((target) => names.has(target))
}

/** Who has a file open. Elsewhere than on Linux nobody is seen. */
export function holdersOf(file: string): readonly Holder[] {
  try {
    const path = realpathSync(file)
    return processesWith((target) => target === path).filter(({ pid }) => pid !== process.pid)
  } catch {
    return []
  }
}

/** A line of the table: `sl local_address rem_address st … inode`; the port is hexadecimal, and the state 0A is LISTEN. */
function listeningInodes(table: string, port: number): string[] {
  let text: string
  try {
    text = readFileSync(table, 'utf8')
  } catch {
    return []
  }
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(suffix))
    .map((fields) => fields[9]!)
}

function processesWith(matches: (target: string) => boolean): Holder[] {
  return entriesOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => entriesOf(`/proc/${pid}/fd`).some((fd) => matches(targetOf(`/proc/${pid}/fd/${fd}`))))
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid) }))
}

/** A process may end while it is looked at, and those of others can't be looked at. */
function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}

function commandOf(pid: string): string | undefined {
  try {
    // Arguments may be secret: the program and the script are enough to know it.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, 2).join(' ').trim()
  } catch {
    return undefined
  }
}

async function listenersByLsof(port: number, signal: AbortSignal): Promise<readonly Holder[] | undefined> {
  const { run } = await import('../../../platform/subprocess/index.ts')
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { signal, timeoutMs: 5_000 })
  const found = [...stdout.matchAll(/^p(\d+)\nc(.*)$/gm)].map(([, pid, command]) => ({ pid: Number(pid), command }))
  return found.length === 0 ? undefined : found
}

/** For people. */
export const named = ({ pid, command }: Holder) => (command ? `process ${pid} (${command})` : `process ${pid}`)
