import type { Instance, Json } from '../../data/shapes.ts'
import { isWeb } from './insights.tsx'

export interface LinkSection {
  readonly title: string
  readonly links: readonly { readonly title: string; readonly url: string }[]
}

const addressOf = (instance: Instance): string | undefined => {
  const { privateIpAddress, privateIp, publicIpAddress, publicIp, publicDnsName } = instance
  const found = [privateIpAddress, privateIp, publicIpAddress, publicIp, publicDnsName].find(
    (each) => typeof each === 'string' && each !== '',
  )
  return found as string | undefined
}

/**
 * The links to an instance that its application has, e.g. `/health`: a path is on the instance's own address and the
 * application's port, `:7002/env` on another one; a whole address may name fields of the instance as `{{name}}`.
 */
export const instanceLinks = (attributes: Json | undefined, instance: Instance): LinkSection[] => {
  const { instanceLinks: sections, instancePort } = attributes ?? {}
  if (!Array.isArray(sections)) return []
  const host = addressOf(instance)
  const urlOf = (path: string): string | undefined => {
    if (isWeb(path))
      return path.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) =>
        encodeURIComponent(String(instance[name] ?? '')),
      )
    if (host === undefined || !/^(:\d+)?(\/|$)/.test(path)) return undefined
    const port = path.startsWith(':') || !Number(instancePort) ? '' : `:${Number(instancePort)}`
    const name = host.includes(':') ? `[${host}]` : host
    const url = `http://${name}${port}${path}`
    return URL.canParse(url) ? url : undefined
  }
  return sections.flatMap((section: { title?: unknown; links?: unknown }) => {
    const links = (Array.isArray(section?.links) ? section.links : []).flatMap(
      ({ title, path }: { title?: unknown; path?: unknown }) => {
        const url = typeof path === 'string' ? urlOf(path) : undefined
        return url ? [{ title: String(title || path), url }] : []
      },
    )
    return links.length > 0 ? [{ title: String(section.title ?? 'Links'), links }] : []
  })
}
