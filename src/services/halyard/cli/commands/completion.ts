import type { Command } from '../command.ts'

const shells = ['bash', 'zsh', 'fish'] as const

const setUp = {
  bash: 'eval "$(hal completion bash)" in ~/.bashrc',
  zsh: 'eval "$(hal completion zsh)" in ~/.zshrc, after compinit',
  fish: 'hal completion fish > ~/.config/fish/completions/hal.fish',
}

export const completion: Command = {
  name: 'completion',
  describe: 'Makes the shell complete words, flags and names.',
  commands: () =>
    shells.map((shell) => ({
      name: shell,
      describe: `Completion for ${shell}: ${setUp[shell]}.`,
      async run({ say }) {
        const { completionScript } = await import('../completion-scripts.ts')
        say.line(completionScript(shell))
      },
    })),
}
