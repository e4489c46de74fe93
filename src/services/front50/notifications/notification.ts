import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Document, DocumentReader, Documents, Json } from '../store/index.ts'

/** Whose notifications. */
export type NotificationLevel = 'application' | 'global'

/** The key under which everybody's notifications are kept. */
export const GLOBAL = '__GLOBAL'

/** The formats that an application inherits from everybody's. */
const FORMATS = ['email', 'googlechat', 'hipchat', 'microsoftteams', 'pubsub', 'slack', 'sms']

/** Who is told of what, by format: `{slack: [{address, level, type, when: [...]}], email: []}`. */
export const notificationSchema = z
  .looseObject({})
  .transform(({ lastModified, lastModifiedBy, ...notification }): Json => notification)

/** Keeps the notifications of an application, or everybody's. */
export async function saveNotification(
  documents: Documents,
  level: NotificationLevel,
  name: string,
  notification: Json,
  author: string,
): Promise<void> {
  await saveNotifications(documents, [{ level, name, notification }], author)
}

/** Keeps many, all or none. */
export async function saveNotifications(
  documents: Documents,
  batch: readonly { level: NotificationLevel; name: string; notification: Json }[],
  author: string,
): Promise<void> {
  await documents.write(author, async (writer) => {
    for (const { level, name, notification } of batch) {
      await writer.put({ kind: 'notification', id: name, body: { ...notification, [level]: name } })
    }
  })
}

/**
 * The notifications of an application, with those of everybody that it does not have already; `{}` and everybody's when
 * it has none of its own.
 */
export async function applicationNotification(reader: DocumentReader, application: string): Promise<Json> {
  const [own, everybody] = await Promise.all([
    reader.find('notification', application),
    reader.find('notification', GLOBAL),
  ])
  const notification = own ? presentNotification(own) : {}
  const inherited = FORMATS.filter((format) => listOf(everybody?.body, format).length > 0).map((format) => {
    const mine = listOf(notification, format)
    const others = listOf(everybody?.body, format).filter((entry) => !mine.some((one) => isDeepStrictEqual(one, entry)))
    return [format, [...mine, ...others]] as const
  })
  return { ...notification, ...Object.fromEntries(inherited) }
}

/** A notification document as clients see it. */
export function presentNotification(document: Document): Json {
  return { ...document.body, lastModified: document.modifiedAt, lastModifiedBy: document.modifiedBy }
}

function listOf(notification: Json | undefined, format: string): readonly unknown[] {
  const list = notification?.[format]
  return Array.isArray(list) ? list : []
}
