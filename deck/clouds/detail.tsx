import { useLocation, useRouter } from '@tanstack/react-router'
import { type ComponentPropsWithoutRef, type MouseEvent, useCallback, useMemo } from 'react'

/** What the last part of an infrastructure address names, and the parts of it, as the stock deck has them. */
const SHAPES = {
  serverGroup: ['serverGroupDetails', 'provider', 'account', 'region', 'name'],
  serverGroupManager: ['serverGroupManagerDetails', 'provider', 'account', 'region', 'name'],
  instance: ['instanceDetails', 'provider', 'instanceId'],
  cluster: ['clusterDetails', 'provider', 'account', 'cluster'],
  loadBalancer: ['loadBalancerDetails', 'provider', 'account', 'region', 'vpcId', 'name'],
  targetGroup: ['targetGroupDetails', 'provider', 'account', 'region', 'vpcId', 'loadBalancer', 'name'],
  firewall: ['firewallDetails', 'provider', 'account', 'region', 'vpcId', 'name'],
  function: ['functionDetails', 'provider', 'account', 'region', 'name'],
  serverGroups: ['multipleServerGroups'],
  instances: ['multipleInstances'],
} as const

type Field = 'provider' | 'account' | 'region' | 'name' | 'instanceId' | 'cluster' | 'vpcId' | 'loadBalancer'

/** Something that an infrastructure panel shows. */
export interface Detail extends Readonly<Partial<Record<Field, string>>> {
  readonly kind: keyof typeof SHAPES
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** `serverGroupDetails/spot/sandbox/us-east-1/shop-v001`; what has no network may leave its place empty or out. */
export const readDetail = (text: string): Detail | undefined => {
  const [first, ...parts] = text.replace(/\/$/, '').split('/').map(decoded)
  const named = first === 'securityGroupDetails' ? 'firewallDetails' : first
  const found = Object.entries(SHAPES).find(([, [segment]]) => segment === named)
  if (!found) return undefined
  const [kind, [, ...fields]] = found as [Detail['kind'], readonly [string, ...Field[]]]
  const wanted = parts.length === fields.length - 1 ? fields.filter((field) => field !== 'vpcId') : fields
  if (parts.length !== wanted.length) return undefined
  return { kind, ...Object.fromEntries(wanted.map((field, position) => [field, parts[position]])) }
}

export const writeDetail = (detail: Detail): string => {
  const [segment, ...fields] = SHAPES[detail.kind] as readonly [string, ...Field[]]
  const parts = fields.flatMap((field) =>
    field === 'vpcId' && !detail.vpcId ? [] : [encodeURIComponent(detail[field] ?? '')],
  )
  return [segment, ...parts].join('/')
}

const LISTS = ['clusters', 'loadBalancers', 'firewalls', 'functions']

/** Where one is among an application's infrastructure: which list, and what its panel shows. */
export const useInfrastructure = () => {
  const pathname = useLocation({ select: (location) => location.pathname })
  const [, app = '', page = '', rest = ''] = /\/applications\/([^/]+)\/([^/]+)\/?(.*)$/.exec(pathname) ?? []
  const list = LISTS.includes(page) ? page : 'clusters'
  const detail = useMemo(() => (rest ? readDetail(rest) : undefined), [rest])
  return { app: decoded(app), list, detail }
}

/** The parts of an address that belong to a panel, not to the list beside it. */
const OF_PANEL = ['tab', 'instance', 'line']

/** Addresses of panels beside the list that is shown, which keeps its filters; without a detail, the list alone. */
export const useDetailHref = () => {
  const { app, list } = useInfrastructure()
  const search = useLocation({ select: (location) => location.searchStr })
  return useCallback(
    (detail?: Detail, more: Readonly<Record<string, string>> = {}): string => {
      const kept = new URLSearchParams(search)
      for (const name of OF_PANEL) kept.delete(name)
      for (const [name, value] of Object.entries(more)) kept.set(name, value)
      const text = kept.toString().replaceAll('%2C', ',')
      const at = `/applications/${encodeURIComponent(app)}/${list}`
      return `${at}${detail ? `/${writeDetail(detail)}` : ''}${text && `?${text}`}`
    },
    [app, list, search],
  )
}

/** Goes to a panel, or back to the list alone; the list stays where it is. */
export const useOpenDetail = () => {
  const href = useDetailHref()
  const router = useRouter()
  return useCallback(
    (detail?: Detail) => void router.navigate({ href: href(detail), resetScroll: false }),
    [href, router],
  )
}

interface DetailLinkProps extends Omit<ComponentPropsWithoutRef<'a'>, 'href' | 'onClick'> {
  /** Without it, the list alone. */
  to?: Detail | undefined
  more?: Readonly<Record<string, string>>
}

/** A link to a panel, beside whatever list is shown. */
export const DetailLink = ({ to, more, ...rest }: DetailLinkProps) => {
  const href = useDetailHref()(to, more)
  const router = useRouter()
  const follow = (event: MouseEvent) => {
    const isOther = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (event.defaultPrevented || isOther) return
    event.preventDefault()
    void router.navigate({ href, resetScroll: false })
  }
  return <a href={`#${href}`} onClick={follow} {...rest} />
}
