import { lookup } from 'node:dns/promises'
import { releasedServices } from '../names.ts'
import { readWritten, settingsOf } from '../render/settings/index.ts'
import { deploymentConfiguration, visit } from '../schema/index.ts'
import type { Check, Diagnosis, Patient } from './check.ts'
import { type Holder, listenersOn, named } from './holders.ts'

/** Whether the ports are free that the services of this machine listen on, or whose they are. */
export const ports: Check = {
  name: 'ports',
  async run(patient, signal) {
    const { type } = patient.deployment.deploymentEnvironment
    if (type === 'Distributed') return [{ status: 'SKIPPED', says: 'The services listen in the cluster.' }]
    // In one process the others are called without a port.
    const inOne = type === 'Local' || type === 'LocalDebian'
    const names = inOne ? (['gate', 'deck'] as const) : releasedServices
    const settings = settingsOf(patient.deployment, readWritten(patient.home, patient.deployment.name, []), [])
    const wanted = names.filter((name) => settings[name].enabled && !settings[name].skipLifeCycleManagement)
    return Promise.all(
      wanted.map(async (name): Promise<Diagnosis> => {
        const { port } = settings[name]
        const holders = await listenersOn(port, signal)
        if (holders === undefined) return { status: 'OK', says: `${port} (${name}) is free` }
        if (holders.some(isOurs)) return { status: 'OK', says: `${port} (${name}) is served: ${list(holders)}` }
        return {
          status: 'FAILED',
          says: `${port} (${name}) is taken by ${holders.length === 0 ? 'a process of another user' : list(holders)}`,
          remedy: `Stop it, or take another port: 'port: …' in service-settings/${name}.yml`,
        }
      }),
    )
  },
}

const list = (holders: readonly Holder[]) => holders.map(named).join(', ')

/** Whatever runs our sources, from here or from an installed package. */
const isOurs = ({ command = '' }: Holder) => /[ /]src\/(main|supervisor)\.ts$/.test(command)

/** Whether the hosts that the halconfig names have addresses. */
export const names: Check = {
  name: 'DNS',
  async run(patient) {
    const hosts = [...hostsIn(patient)]
    if (hosts.length === 0) return [{ status: 'SKIPPED', says: 'The halconfig names no host.' }]
    return Promise.all(
      hosts.map(async ([host, place]): Promise<Diagnosis> => {
        try {
          const { address } = await lookup(host)
          return { status: 'OK', says: `${host} is ${address}` }
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException
          return {
            status: 'FAILED',
            says: `${host} has no address here (${code ?? 'unknown error'}).`,
            remedy: `${place} names it: mend it there, or the DNS of this machine.`,
          }
        }
      }),
    )
  },
}

/** Hosts of addresses in the parts that are used, each with the first place that names it. Numbers are no names. */
function hostsIn({ deployment }: Patient): Map<string, string> {
  const hosts = new Map<string, string>()
  const off = partsThatAreOff(deployment)
  for (const { value, location } of visit(deploymentConfiguration, deployment)) {
    if (typeof value !== 'string' || /\$\{|^encrypted/.test(value) || /^\.stats\./.test(location)) continue
    if (off.some((part) => location.startsWith(`${part}.`))) continue
    const host = /^[a-z][a-z0-9+]*:\/\/(?:[^/@]*@)?([a-z0-9.-]+)(?:[:/?#]|$)/i.exec(value.replace(/^jdbc:/, ''))?.[1]
    if (
      host === undefined ||
      /^(\d+\.){3}\d+$|^localhost$/.test(host) ||
      value.startsWith('s3:') ||
      value.startsWith('gs:')
    )
      continue
    if (!hosts.has(host)) hosts.set(host, `${deployment.name}${location}`)
  }
  return hosts
}

function partsThatAreOff(deployment: Patient['deployment']): string[] {
  const off: string[] = []
  for (const { value, location } of visit(deploymentConfiguration, deployment))
    if (value === false && location.endsWith('.enabled')) off.push(location.slice(0, -'.enabled'.length))
  return off
}
