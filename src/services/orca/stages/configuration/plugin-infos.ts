import { z } from 'zod'
import { defineTask, type StageDefinition, type TaskDefinition } from '../../stage.ts'
import { json, objects, text } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { ifThere, illegalArgument } from './input.ts'

const classes = 'com.netflix.spinnaker.orca.front50.tasks'
const patience = { backoffMs: seconds(10), timeoutMs: minutes(2) }

const upsert = defineTask<'front50'>({
  implementingClass: `${classes}.UpsertPluginInfoTask`,
  needs: ['front50'],
  async run({ context }, { front50 }) {
    if (!('pluginInfo' in context)) throw illegalArgument("Key 'pluginInfo' must be provided.")
    return succeeded({ pluginInfo: await front50.savePluginInfo(json(context.pluginInfo)) })
  },
})

const remove = defineTask<'front50'>({
  implementingClass: `${classes}.DeletePluginInfoTask`,
  needs: ['front50'],
  async run({ context }, { front50 }) {
    const pluginInfoId = given(context.pluginInfoId, "Key 'pluginInfoId' must be provided.")
    const found = await front50.findPluginInfo(pluginInfoId)
    await front50.deletePluginInfo(pluginInfoId).catch(ifThere)
    return succeeded({ front50ResponseStatus: found === undefined ? 404 : 204, pluginInfoId })
  },
})

const setPreferred = defineTask<'front50'>({
  implementingClass: `${classes}.SetPreferredPluginReleaseTask`,
  needs: ['front50'],
  ...patience,
  async run({ context }, { front50 }) {
    const id = given(context.pluginId, 'pluginId must be provided')
    const version = given(context.preferredVersion, 'preferredVersion must be provided')
    return front50.setPreferredPluginRelease(id, version).then(
      () => succeeded(),
      () => running(),
    )
  },
})

const load = defineTask<'front50'>({
  implementingClass: `${classes}.LoadPluginReleaseTask`,
  needs: ['front50'],
  ...patience,
  async run({ context }, { front50 }) {
    const id = given(context.pluginId, 'pluginId must be provided')
    const version = given(context.version, 'version must be provided')
    const info = await front50.findPluginInfo(id).catch(() => undefined)
    if (info === undefined) return running()
    const release = objects(info.releases).find((each) => each.version === version)
    if (release !== undefined) return succeeded({ release })
    return { status: 'TERMINAL', outputs: { message: `No release found for version '${version}'` } }
  },
})

/** Which services and which other plugins a plugin's release needs, from `orca>=8.0.0,acme.base=1.2.3`. */
const extract = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.ExtractRequiredPluginDependenciesTask',
  run({ context }) {
    const names = (text(json(context.release).requires) ?? '')
      .split(',')
      .flatMap((each) => each.trim().match(/^[\w.-]+/)?.[0] ?? [])
    // A plugin's id has a namespace, a service's name has none.
    const isPlugin = (name: string) => /^[\w-]+\.[\w-]+$/.test(name)
    const requiredServices = names.filter((name) => !isPlugin(name))
    const flags = requiredServices.map((name) => [`requires${name.charAt(0).toUpperCase()}${name.slice(1)}`, true])
    const requiredPlugins = names.filter(isPlugin)
    return succeeded(undefined, { requiredServices, requiredPlugins, ...Object.fromEntries(flags) })
  },
})

function given(value: unknown, otherwise: string): string {
  const found = text(value)
  if (found === undefined) throw illegalArgument(otherwise)
  return found
}

const stage = (type: string, ...tasks: readonly (readonly [string, TaskDefinition])[]): StageDefinition => ({
  type,
  label: type,
  schema: z.looseObject({}),
  tasks: () => tasks.map(([name, task]) => ({ name, task })),
})

export const pluginInfoStages: readonly StageDefinition[] = [
  stage('upsertPluginInfo', ['upsertPluginInfo', upsert]),
  stage('deletePluginInfo', ['deletePluginInfo', remove]),
  stage('setPreferredPluginRelease', ['setPreferredPluginVersion', setPreferred]),
  stage('loadPluginRelease', ['loadPluginRelease', load], ['extractPluginDependencies', extract]),
]
