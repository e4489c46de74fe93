import { join } from 'node:path'
import { ownerOf } from '../../services/halyard/deploy/environments/local/logs.ts'
import { logFile } from './log-file.ts'

/** Sorts lines into a file a service, `<directory>/<service>/<service>.log`, where Spinnaker's packages have them. */
export function serviceLogs(directory: string): (line: string) => void {
  const files = new Map<string, (line: string) => void>()
  return (line) => {
    const owner = ownerOf(line)
    const name = typeof owner === 'string' && /^[a-z0-9]+$/.test(owner) ? owner : 'gennaker'
    const file = files.get(name) ?? logFile(join(directory, name, `${name}.log`))
    files.set(name, file)
    file(line)
  }
}
