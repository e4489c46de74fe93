import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spotStages } from '../../src/providers/spot/stages/index.ts'
import { root as hal } from '../../src/services/halyard/cli/commands/root.ts'
import { call } from '../../src/services/halyard/cli/testing.ts'
import { builtInStages } from '../../src/services/orca/index.ts'
import { absent, corpusFiles } from './corpus.ts'

const known = new Set([...builtInStages, ...spotStages].flatMap(({ type, aliases = [] }) => [type, ...aliases]))

describe.skipIf(absent !== undefined)(`pipelines that people wrote${absent ? ` (${absent})` : ''}`, () => {
  it('are all reported by hal migrate, each unknown stage type among the reasons', async () => {
    const files = corpusFiles('pipelines')
    const folder = mkdtempSync(join(tmpdir(), 'gennaker-migrate-'))
    try {
      for (const [index, { content, name }] of files.entries()) {
        const directory = join(folder, 'bucket/pipelines', String(index))
        mkdirSync(directory, { recursive: true })
        const named = { application: 'corpus', ...(content as object), name }
        writeFileSync(join(directory, 'specification.json'), JSON.stringify(named))
      }
      const line = ['migrate', '--front50-bucket', join(folder, 'bucket'), '-o', 'json']
      const { code, output } = await call(hal, line, { home: join(folder, '.hal') })
      expect(code).toBe(0)
      const { items, counts } = JSON.parse(output)
      process.stdout.write(`Of ${files.length} pipelines: ${JSON.stringify(counts.pipeline)}\n`)
      expect(items).toHaveLength(files.length)
      for (const { content, name } of files) {
        const stages = (content as { stages: { type: string; alias?: string }[] }).stages
        const missing = stages.map(({ type, alias }) => alias ?? type).filter((type) => !known.has(type))
        const item = items.find(({ place }: { place: string }) => place.endsWith(`/${name}`))
        const says = item.remarks.map((remark: { says: string }) => remark.says).join('\n')
        for (const type of missing) expect(says).toContain(`is of type ${type}, which`)
        if (missing.length === 0) expect(says).not.toContain('does not know: the pipeline is kept')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe.skipIf(absent !== undefined)(`halconfigs that people wrote${absent ? ` (${absent})` : ''}`, () => {
  const files = corpusFiles('halconfigs').filter(({ content }) => {
    const given = content as { deploymentConfigurations?: unknown } | null
    return Array.isArray(given?.deploymentConfigurations)
  })
  it.each(files)('$name is reported', async ({ content }) => {
    const folder = mkdtempSync(join(tmpdir(), 'gennaker-migrate-'))
    try {
      writeFileSync(join(folder, 'config'), JSON.stringify(content))
      const { code, output } = await call(hal, ['migrate', '--from', folder, '-o', 'json'], { home: join(folder, 'x') })
      expect(code).toBe(0)
      expect(JSON.parse(output).counts.halconfig).toBeDefined()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe.skipIf(absent !== undefined)(`SpinnakerServices that people wrote${absent ? ` (${absent})` : ''}`, () => {
  const files = corpusFiles('halconfigs').filter(
    ({ content }) => (content as { kind?: unknown } | null)?.kind === 'SpinnakerService',
  )
  it.each(files)('$name is reported', async ({ content }) => {
    const folder = mkdtempSync(join(tmpdir(), 'gennaker-migrate-'))
    try {
      const manifest = join(folder, 'manifest.yml')
      writeFileSync(manifest, JSON.stringify(content))
      const line = ['migrate', '--from', manifest, '-o', 'json']
      const { code, output, errors } = await call(hal, line, { home: join(folder, '.hal') })
      expect([code, errors]).toEqual([0, ''])
      expect(JSON.parse(output).items).not.toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
