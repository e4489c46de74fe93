import { GennakerError, isRetryable } from '../../../platform/errors/index.ts'
import { parseYaml } from '../../../platform/parsing/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { Json } from '../model.ts'
import type { Outbound } from '../stage.ts'
import { isJson } from '../values.ts'
import { notLoaded } from './errors.ts'

/** Where templates come from. What can't be loaded is a TemplateProblem that says why; who is away, a retryable error. */
export interface TemplateSources {
  /** A version 1 template by its address: `spinnaker://<id>`, `http(s)://…`. */
  loadV1(source: string): Promise<Json>
  /** A version 2 template by its reference: `spinnaker://<id>`, `…:<tag>`, `…@sha256:<digest>`, or `http(s)://…`. */
  loadV2(reference: string): Promise<Json>
  /** Ids of pipelines or strategies by name, for the tags that ask. */
  findConfigId(kind: 'pipelines' | 'strategies', application: string, name: string): Promise<string | undefined>
}

const scheme = 'spinnaker://'

export function createTemplateSources(front50: Front50Client, outbound: Outbound): TemplateSources {
  async function load(source: string, stored: (key: string) => Promise<Json | undefined>): Promise<Json> {
    if (/^https?:\/\//i.test(source)) return fromUrl(source, outbound)
    if (!source.toLowerCase().startsWith(scheme)) {
      throw notLoaded(
        `No template can be loaded from '${source}': it must begin with spinnaker://, http:// or https://`,
      )
    }
    const found = await stored(source.slice(scheme.length))
    if (found === undefined) throw notLoaded(`Front50 has no pipeline template '${source.slice(scheme.length)}'`)
    return found
  }
  return {
    loadV1: (source) => load(source, (id) => front50.findV1Template(id)),
    loadV2: (reference) => load(reference, (key) => front50.findTemplate(...versionOf(key))),
    async findConfigId(kind, application, name) {
      const found = await front50.findConfigNamed(kind, application, name)
      // Front50 takes another case for the same name; the original's tags do not.
      return found?.name === name ? found.id : undefined
    },
  }
}

/** The id, and which version of it (clouddriver: Front50ArtifactCredentials). */
function versionOf(key: string): [string, { tag?: string; digest?: string }] {
  const [id = key, digest] = key.split('@')
  if (digest !== undefined) return [id, { digest }]
  const [name = key, tag] = key.split(':')
  return tag === undefined ? [name, {}] : [name, { tag }]
}

async function fromUrl(url: string, outbound: Outbound): Promise<Json> {
  let answer: Awaited<ReturnType<Outbound['request']>>
  try {
    answer = await outbound.request({ method: 'GET', url })
  } catch (error) {
    if (isRetryable(error)) throw error
    throw notLoaded((error as Error).message, error)
  }
  const { status, body } = answer
  if (status < 200 || status > 299) throw notLoaded(`The template's server answered ${status}`)
  if (body === undefined) throw notLoaded("The template's server answered nothing")
  try {
    const template = typeof body === 'string' ? parseYaml(body, 'The template') : body
    if (isJson(template)) return template
  } catch (error) {
    if (error instanceof GennakerError) throw notLoaded(error.message, error)
    throw error
  }
  throw notLoaded('What the URL of the template answers is not a template')
}
