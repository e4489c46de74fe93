import type { ServiceName } from '../names.ts'
import type { Applying, Environment, Failure, Running } from './environment.ts'

/**
 * A place where services are started by being written down. `breaks`: what does not come up; `dies`: where the process ends;
 * `waitsAt`: what is being started until somebody interrupts.
 */
export class Shelf {
  running = new Map<ServiceName, Running>()
  taken: string[] = []
  breaks: ServiceName | undefined
  dies: ServiceName | undefined
  waitsAt: ServiceName | undefined

  readonly environment: Environment = {
    type: 'LocalGit',
    check: async () => [],
    prepare: async () => {},
    running: async () => [...this.running.values()],
    apply: (applying) => this.apply(applying),
    stop: async () => {},
    async *logs() {},
    connect: async () => [],
    clean: async () => {},
  }

  private async apply({ steps, rendered, signal }: Applying): Promise<Failure | undefined> {
    const before = new Map(this.running)
    for (const { service, action } of steps) {
      if (service === this.dies) throw new Error('the plug was pulled')
      this.taken.push(`${action} ${service}`)
      if (service === this.waitsAt && !signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      signal.throwIfAborted()
      if (action === 'stop') this.running.delete(service)
      if (action !== 'start' && action !== 'restart') continue
      const { hash } = rendered.services.find(({ name }) => name === service)!
      this.running.set(service, { service, where: 'here', health: 'UP', hash })
      if (service === this.breaks) {
        this.running = before
        return { service, reason: 'it was not healthy within 60 s', log: ['a line'] }
      }
    }
    return undefined
  }
}
