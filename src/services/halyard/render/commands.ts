import type { Command } from '../cli/command.ts'
import { forbids } from '../findings.ts'

/** `hal config generate` */
export const generate: Command = {
  name: 'generate',
  describe: 'Writes the files that the services would read, for you to look at; nothing is deployed.',
  run: async ({ home, deployment: name, validates, say, env }) => {
    const [{ locked, readHalconfig }, { render }, { stage, stagedPath }] = await Promise.all([
      import('../halconfig/index.ts'),
      import('./render.ts'),
      import('./stage.ts'),
    ])
    const stored = readHalconfig(home)
    const deployment = stored.deployment(name)
    if (validates) {
      const { validateOffline } = await import('../validate/index.ts')
      const findings = validateOffline({ home, stored, name: deployment.name, env })
      say.findings(findings)
      if (forbids(findings)) return refused(say)
    }
    const rendered = await render(home, deployment, { env })
    say.findings(rendered.findings)
    if (forbids(rendered.findings)) return refused(say)
    const { staging } = home.of(deployment.name)
    await locked(home.lock, () => stage(rendered, staging))
    if (say.format === undefined) say.success(`Wrote configuration to ${staging}`)
    else
      say.data({
        directory: staging,
        services: rendered.services.map((service) => ({
          name: service.name,
          files: service.files.map(stagedPath).sort(),
        })),
      })
    return 0
  },
}

function refused(say: { failure(message: string): void }): number {
  say.failure('Failed to generate config: it has errors.')
  return 1
}
