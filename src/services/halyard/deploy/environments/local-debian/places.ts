import { join } from 'node:path'

/** Where the Debian package has what hal touches. */
export interface Places {
  readonly spinnaker: string
  /** What the services read, for people and programs that look for it where it has always been. */
  readonly config: string
  /** Where the services keep what they know, and the socket by which their supervisor is told what to run. */
  readonly state: string
  /** What hal says of the unit beyond the package. */
  readonly dropIn: string
  /** The units of the package. */
  readonly unit: string
  readonly groups: string
  log(service: string): string
}

export const unitName = 'gennaker.service'

/** `root` stands before every path. */
export const placesAt = (root: string): Places => ({
  spinnaker: join(root, '/opt/spinnaker'),
  config: join(root, '/opt/spinnaker/config'),
  state: join(root, '/var/lib/gennaker'),
  dropIn: join(root, `/etc/systemd/system/${unitName}.d/50-hal.conf`),
  unit: join(root, `/lib/systemd/system/${unitName}`),
  groups: join(root, '/etc/group'),
  log: (service) => join(root, '/var/log/spinnaker', service, `${service}.log`),
})
