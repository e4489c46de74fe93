/** The services that a halconfig configures, under the names of their files, in the order in which they come up. */
export const serviceNames = [
  'front50',
  'fiat',
  'clouddriver',
  'igor',
  'echo',
  'rosco',
  'kayenta',
  'orca',
  'gate',
  'deck',
] as const
export type ServiceName = (typeof serviceNames)[number]

/** Those that this release has. The others are configured, for who runs Spinnaker's own beside these, and are not started. */
export const releasedServices: readonly ServiceName[] = ['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck']

/** Spinnaker's ports. */
export const ports: Readonly<Record<ServiceName, number>> = {
  deck: 9000,
  gate: 8084,
  orca: 8083,
  clouddriver: 7002,
  front50: 8080,
  rosco: 8087,
  igor: 8088,
  echo: 8089,
  fiat: 7003,
  kayenta: 8090,
}
