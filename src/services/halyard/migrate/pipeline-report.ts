import { isTree, type Tree } from '../halconfig/index.ts'
import type { Knowledge } from './knowledge.ts'
import type { Remark } from './verdict.ts'

/** What pipelines are held against. */
export interface Known extends Pick<Knowledge, 'stages' | 'buildStages' | 'triggers' | 'strategies'> {
  /** Clouds of this release. */
  readonly clouds: readonly string[]
  /** Whether Echo notifies. */
  readonly notifies: boolean
  /** IDs of the templates that come with the pipelines, in lower case. */
  readonly templates: ReadonlySet<string>
  readonly syntaxErrorOf: (template: string) => string | undefined
}

/** What becomes of a pipeline or strategy: what it is made of, and whether its expressions parse. Whatever stands in it, it does not throw. */
export function reportPipeline(body: Tree, known: Known): Remark[] {
  const stages = mapsIn(body.stages)
  return [
    ...identity(body),
    ...template(body, known),
    ...stages.flatMap((stage) => [...stageType(stage, known), ...strategies(stage, known)]),
    ...clouds(stages, known),
    ...triggers(body, known),
    ...notifications(body, stages, known),
    ...expressions(body, known),
  ]
}

function* identity({ name, application }: Tree): Iterable<Remark> {
  if (!isText(name) || !isText(application))
    yield {
      verdict: 'broken',
      says: `It has no ${isText(name) ? 'application' : 'name'}; it can't be saved.`,
      remedy: 'Write it into the document, in the old store or in the copy.',
    }
}

function* template(body: Tree, { templates }: Known): Iterable<Remark> {
  if (body.type !== 'templatedPipeline') return
  const reference = isTree(body.template)
    ? body.template.reference
    : isTree(body.config) && isTree(body.config.pipeline) && isTree(body.config.pipeline.template)
      ? body.config.pipeline.template.source
      : undefined
  const id = isText(reference)
    ? /^(?:spinnaker|front50\/pipelineTemplate):\/\/([^:@]+)/.exec(reference)?.[1]
    : undefined
  if (id === undefined || [...templates].some((each) => each.split(':')[0] === id.toLowerCase())) return
  yield {
    verdict: 'changes',
    says: `It is made of the template ${id}, which is not among what was read.`,
    remedy: 'Import the template too, or save it before the pipeline.',
  }
}

function* stageType(stage: Tree, { stages, buildStages }: Known): Iterable<Remark> {
  const type = String(stage.alias ?? stage.type ?? '')
  const which = `Stage ${JSON.stringify(stage.name ?? stage.refId ?? type)}`
  if (type === '')
    yield { verdict: 'broken', says: `${which} has no type.`, remedy: 'Give it one, or take it out of the pipeline.' }
  else if (!stages.includes(type))
    yield {
      verdict: 'unsupported',
      says: `${which} is of type ${type}, which this release does not know: the pipeline is kept, and fails when it comes to it.`,
      remedy: stageRemedy(type),
    }
  else if (buildStages.includes(type))
    yield {
      verdict: 'changes',
      says: `${which} (${type}) runs through Igor, which is not part of this release.`,
      remedy: "Run Spinnaker's own Igor beside these services, at services.igor.baseUrl of orca.yml.",
    }
}

function stageRemedy(type: string): string {
  if (/manifest/i.test(type))
    return 'Leave this pipeline with Spinnaker until Kubernetes is supported, or call kubectl from a job.'
  if (/kayenta|canary/i.test(type)) return 'Judge by hand (manualJudgment) or by a webhook stage meanwhile.'
  if (/^bake/i.test(type)) return 'Bake in your build, and find the image by a findImage stage.'
  return 'A preconfigured webhook or job of your own goes into orca-local.yml (docs/webhooks.md); the stage of a plugin becomes a webhook stage.'
}

function* strategies(stage: Tree, { strategies: names }: Known): Iterable<Remark> {
  for (const { strategy } of [stage, ...mapsIn(stage.clusters)])
    if (isText(strategy) && !strategy.includes('${') && !names.includes(strategy.toLowerCase()))
      yield {
        verdict: 'unsupported',
        says: `The strategy ${strategy} is not known; the stage deploys without one.`,
        remedy: `Choose one of ${names.join(', ')}.`,
      }
}

function* clouds(stages: readonly Tree[], known: Known): Iterable<Remark> {
  const named = stages
    .flatMap((stage) => [stage, ...mapsIn(stage.clusters)])
    .flatMap(({ cloudProvider, cloudProviderType, provider }) => [cloudProvider, cloudProviderType, provider])
    .filter((name) => isText(name) && !name.includes('${') && !known.clouds.includes(name))
  const names = [...new Set(named)]
  if (names.length > 0)
    yield {
      verdict: 'unsupported',
      says: `It acts upon ${names.join(', ')}, which Clouddriver does not know in this release.`,
      remedy:
        "Leave it with Spinnaker meanwhile, or point services.clouddriver.baseUrl at Spinnaker's own Clouddriver.",
    }
}

function* triggers(body: Tree, known: Known): Iterable<Remark> {
  const types = mapsIn(body.triggers)
    .filter(({ enabled }) => enabled !== false)
    .map(({ type }) => String(type))
    .filter((type) => !known.triggers.includes(type))
  for (const type of new Set(types))
    yield {
      verdict: 'unsupported',
      says: `Nothing starts it by its ${type} trigger in this release.`,
      remedy: "Start it by a webhook trigger, or run Spinnaker's own Echo beside these services.",
    }
}

function* notifications(body: Tree, stages: readonly Tree[], known: Known): Iterable<Remark> {
  if (known.notifies) return
  const all = [body, ...stages].flatMap(({ notifications }) => mapsIn(notifications))
  const types = [...new Set(all.map(({ type }) => String(type)))]
  if (types.length > 0)
    yield {
      verdict: 'unsupported',
      says: `It is kept that it notifies by ${types.join(', ')}; Echo does not in this release.`,
      remedy: 'Let a webhook stage tell it meanwhile.',
    }
}

function* expressions(body: Tree, { syntaxErrorOf }: Known): Iterable<Remark> {
  const told = new Set<string>()
  for (const text of textsIn(body)) {
    if (!text.includes('${') || told.has(text)) continue
    told.add(text)
    const why = syntaxErrorOf(text)
    if (why !== undefined)
      yield {
        verdict: 'broken',
        says: `An expression does not parse: ${why}`,
        remedy: `Mend it: ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`,
      }
  }
}

function* textsIn(value: unknown): Iterable<string> {
  const waiting = [value]
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') yield next
    else if (typeof next === 'object' && next !== null)
      waiting.push(...Object.values(next).filter((each) => each !== undefined && each !== null))
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const mapsIn = (value: unknown): Tree[] => (Array.isArray(value) ? value.filter(isTree) : [])
