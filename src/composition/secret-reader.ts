import type { z } from 'zod'
import { type Config, conformed, reads, type Tree, validated, written } from '../platform/config/index.ts'
import {
  openSecrets,
  referencesIn,
  resolveSecrets,
  type SecretFiles,
  type SecretSession,
  secretSettingsSchema,
} from '../platform/secrets/index.ts'

/** Puts secrets in place of references, for all services of a process: what several refer to is fetched once. */
export function secretReader(env: NodeJS.ProcessEnv, files: SecretFiles) {
  const sessions = new Map<string, SecretSession>()

  function sessionFor(tree: Tree): SecretSession {
    const settings = validated(secretSettingsSchema, tree, 'the places of secrets')
    const key = JSON.stringify(settings)
    const session = sessions.get(key) ?? openSecrets({ settings, env })
    sessions.set(key, session)
    return session
  }

  return {
    /** The tree with its secrets; references in keys that nobody reads stay. */
    async fill({ tree, placeOf }: Config, schema: z.ZodType): Promise<Tree> {
      const isRead = (path: readonly (string | number)[]) => reads(schema, path)
      if (!referencesIn(tree).some(({ path }) => isRead(path))) return tree
      const resolved = await resolveSecrets(tree, {
        session: sessionFor(tree),
        files,
        isRead,
        shown: (path) => `${written(path)} in ${placeOf(path) ?? 'the configuration'}`,
      })
      return conformed(resolved, schema) as Tree
    },
    async close() {
      for (const session of sessions.values()) await session.close()
    },
  }
}
