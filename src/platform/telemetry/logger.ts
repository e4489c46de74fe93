import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Header and field names whose values never reach a log. */
const secrets = [
  'authorization',
  'cookie',
  'password',
  'token',
  'apiToken',
  'secret',
  'x-spinnaker-token',
  'x-webhook-secret',
]

/** One JSON line an event on standard error, so that standard output stays the operator's. `level`: pino's names. */
export function createLogger(level: string = 'info'): Logger {
  const paths = secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])
  return pino(
    { level, base: undefined, redact: { paths, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: false }),
  )
}
