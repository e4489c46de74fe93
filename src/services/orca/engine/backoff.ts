import type { StageSettings } from '../config.ts'
import type { Json } from '../model.ts'
import { json } from '../values.ts'

/**
 * The least that operators let tasks wait between two runs, in milliseconds: of all tasks, of those of a cloud, and of those of
 * an account there (`tasks.global.backOffPeriod`, `tasks.<cloud>[.<account>].backOffPeriod`).
 */
export function configuredBackoff({ tasks }: StageSettings, context: Json): number {
  const every = json(json(tasks)['global'])
  const cloud = json(json(tasks)[String(context['cloudProvider'] ?? 'aws')])
  const account = json(cloud[String(context['account.name'] ?? context['account'] ?? context['credentials'])])
  return Math.max(0, ...[every, cloud, account].map(({ backOffPeriod }) => Number(backOffPeriod) || 0))
}
