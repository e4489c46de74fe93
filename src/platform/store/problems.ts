/** A query ran after its transaction had ended. */
export function forgottenAwait(): Error {
  return new Error('A query ran after its transaction had ended: await every query inside the work of a transaction')
}

/** The embedded database can't be opened: says which folder, why, and what to do. */
export function describeOpenFailure(home: string, file: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  if (/not a database|malformed/.test(message)) {
    return new Error(
      `${file} is not a usable SQLite database (${message}): restore it from a backup, or move it away to start empty`,
      { cause },
    )
  }
  if (/locked|busy/.test(message)) {
    return new Error(`${file} is locked by another process: stop it, or choose another folder with GENNAKER_HOME`, {
      cause,
    })
  }
  const reason = code === 'ERR_SQLITE_ERROR' ? message : (code ?? message)
  return new Error(
    `Gennaker can't write to its home folder ${home} (${reason}): make it writable, or choose another one with GENNAKER_HOME`,
    { cause },
  )
}

/** PostgreSQL can't be reached: says where, why, and what to do, without the password. */
export function describeConnectFailure(url: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  let where = 'PostgreSQL'
  try {
    const { host, pathname, username } = new URL(url)
    where = `PostgreSQL at ${host}${pathname}${username && ` as ${decodeURIComponent(username)}`}`
  } catch {
    return new Error('DATABASE_URL is not a URL: write it as postgres://user:password@host:5432/database')
  }
  return new Error(`${where} can't be used (${message || code}): check that it runs and that DATABASE_URL is right`, {
    cause,
  })
}
