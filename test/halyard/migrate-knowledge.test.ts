import { join } from 'node:path'
import { expect, it } from 'vitest'
import { configSchemas } from '../../src/composition/configuration.ts'
import { unusedKeys } from '../../src/composition/unused-keys.ts'
import { knownKeys } from '../../src/platform/config/index.ts'
import { spotStages } from '../../src/providers/spot/stages/index.ts'
import { triggerKinds } from '../../src/services/echo/triggers/index.ts'
import type { Knowledge } from '../../src/services/halyard/migrate/knowledge.ts'
import { builtInStages } from '../../src/services/orca/index.ts'
import type { StageDefinition } from '../../src/services/orca/stage.ts'
import { ciStages } from '../../src/services/orca/stages/ci/index.ts'
import { strategies } from '../../src/services/orca/strategies/index.ts'
import { root } from '../support/root.ts'

const typesOf = (stages: readonly StageDefinition[]) =>
  [...new Set(stages.flatMap(({ type, aliases = [] }) => [type, ...aliases]))].sort()
const sorted = (texts: readonly string[]) => [...new Set(texts)].sort()
const byService = (of: (service: string) => readonly string[]) =>
  Object.fromEntries(Object.keys(configSchemas).map((service) => [service, of(service)]))

it('hal migrate knows what the services of this release know; npm test -- test/halyard/migrate-knowledge.test.ts --update writes it anew', async () => {
  const knowledge: Knowledge = {
    stages: typesOf([...builtInStages, ...spotStages]),
    buildStages: typesOf(ciStages),
    triggers: sorted(triggerKinds.map(({ type }) => type)),
    strategies: sorted(strategies.map(({ name }) => name)),
    keys: byService((service) =>
      knownKeys(configSchemas[service as keyof typeof configSchemas]).map(({ path }) =>
        path.join('.').replaceAll('.[]', '[]'),
      ),
    ),
    unused: byService((service) => sorted(unusedKeys(service))),
  }
  await expect(`${JSON.stringify(knowledge, null, 1)}\n`).toMatchFileSnapshot(
    join(root, 'src/services/halyard/migrate/knowledge.json'),
  )
})
