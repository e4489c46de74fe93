import type { Json } from '../../data/shapes.ts'
import type { JsonSchema } from '../../ui/form/schema.ts'

/** A list among an application's attributes, edited an item at a time. */
export interface AttributeList {
  readonly section: string
  readonly title: string
  readonly attribute: string
  readonly about: string
  /** One of them. */
  readonly one: string
  readonly item: JsonSchema
  readonly fresh: Json
  /** Where the list is inside its attribute, beside other fields that are kept. */
  readonly inside?: string
  /** What goes beside the list: fields of the attribute. */
  readonly beside?: JsonSchema
}

const place = {
  account: { type: 'string', title: 'Account', description: '* for all', picker: 'account' },
  stack: { type: 'string', title: 'Stack', description: '* for all' },
  detail: { type: 'string', title: 'Detail', description: '* for all' },
} as const

/** The list with the accounts that there are offered where one is asked for. */
export const withAccounts = (list: AttributeList, accounts: readonly string[]): AttributeList => {
  const suggested = Object.entries(list.item.properties ?? {}).map(([name, property]) => [
    name,
    property.picker === 'account' ? { ...property, suggests: ['*', ...accounts] } : property,
  ])
  return { ...list, item: { ...list.item, properties: Object.fromEntries(suggested) } }
}

export const LISTS: readonly AttributeList[] = [
  {
    section: 'links',
    title: 'Links',
    attribute: 'instanceLinks',
    about: 'Links that instances and server groups of this application have on their panels.',
    one: 'section of links',
    fresh: { title: '', cloudProviders: [], links: [] },
    item: {
      type: 'object',
      required: ['title'],
      properties: {
        title: { type: 'string', title: 'Title', minLength: 1 },
        cloudProviders: {
          type: 'array',
          title: 'Clouds',
          description: 'One a line; without any, all',
          items: { type: 'string' },
        },
        links: {
          type: 'array',
          title: 'Links',
          description: '{name} in an address is a field of the instance, e.g. {instanceId}',
          items: {
            type: 'object',
            title: 'Link',
            required: ['title', 'path'],
            begin: { title: '', path: '' },
            properties: {
              title: { type: 'string', title: 'Words' },
              path: { type: 'string', title: 'Address' },
            },
          },
        },
      },
    },
  },
  {
    section: 'traffic-guards',
    title: 'Traffic guards',
    attribute: 'trafficGuards',
    about:
      'A guarded cluster always keeps at least one server group that takes traffic: what would take the last one away fails.',
    one: 'traffic guard',
    fresh: { enabled: true, account: '*', location: '*', stack: '*', detail: '*' },
    item: {
      type: 'object',
      required: ['account', 'location'],
      properties: {
        enabled: { type: 'boolean', title: 'On', wide: true },
        account: { ...place.account, minLength: 1 },
        location: { type: 'string', title: 'Region', description: '* for all', minLength: 1 },
        stack: place.stack,
        detail: place.detail,
      },
    },
  },
  {
    section: 'chaos',
    title: 'Chaos Monkey',
    attribute: 'chaosMonkey',
    inside: 'exceptions',
    about: 'Chaos Monkey terminates instances now and then. Exceptions are what it leaves alone.',
    one: 'exception',
    fresh: { account: '*', region: '*', stack: '*', detail: '*' },
    beside: {
      type: 'object',
      properties: {
        enabled: { type: 'boolean', title: 'On', wide: true },
        meanTimeBetweenKillsInWorkDays: {
          type: 'integer',
          title: 'Mean time between kills',
          unit: 'work days',
          minimum: 1,
        },
        minTimeBetweenKillsInWorkDays: {
          type: 'integer',
          title: 'Minimum time between kills',
          unit: 'work days',
          minimum: 1,
        },
        grouping: { type: 'string', title: 'One instance of each', enum: ['app', 'stack', 'cluster'] },
        regionsAreIndependent: { type: 'boolean', title: 'Regions are independent of each other' },
      },
    },
    item: {
      type: 'object',
      properties: { ...place, region: { type: 'string', title: 'Region', description: '* for all' } },
    },
  },
  {
    section: 'banner',
    title: 'Custom banners',
    attribute: 'customBanners',
    about: 'The first banner that is on stands above every page of this application. Markdown.',
    one: 'banner',
    fresh: { enabled: true, text: '', textColor: '#000000', backgroundColor: '#ffffff' },
    item: {
      type: 'object',
      required: ['text'],
      properties: {
        enabled: { type: 'boolean', title: 'On', wide: true },
        text: { type: 'string', title: 'Text', wide: true, minLength: 1 },
        textColor: { type: 'string', title: 'Colour of the text', description: 'In the stock Deck' },
        backgroundColor: { type: 'string', title: 'Colour behind it', description: 'In the stock Deck' },
      },
    },
  },
  {
    section: 'default-filters',
    title: 'Default filters',
    attribute: 'defaultFilteredTags',
    about: 'Tags by which the list of pipelines is filtered at first.',
    one: 'filter',
    fresh: { tagName: '', tagValue: '' },
    item: {
      type: 'object',
      required: ['tagName'],
      properties: {
        tagName: { type: 'string', title: 'Tag', minLength: 1 },
        tagValue: { type: 'string', title: 'Value' },
      },
    },
  },
]
