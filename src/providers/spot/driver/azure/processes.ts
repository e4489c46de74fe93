import { problem } from '../../../../platform/errors/index.ts'

/** What may be suspended on Azure, by its own names. */
export const processes = [
  'autoHealing',
  'signalTimeout',
  'autoScale',
  'scaleDown',
  'syncStrategy',
  'preventiveReplacement',
] as const

/** The names that the same has on AWS, by which pipelines for any cloud say it. */
const onAws: Readonly<Record<string, (typeof processes)[number]>> = {
  AUTO_HEALING: 'autoHealing',
  AUTO_SCALE: 'autoScale',
  OUT_OF_STRATEGY: 'syncStrategy',
  PREVENTIVE_REPLACEMENT: 'preventiveReplacement',
}

/** Azure's name of a process; throws `invalid` for what has none. */
export function azureProcess(name: string): string {
  const known = processes.find((process) => process === name) ?? (Object.hasOwn(onAws, name) ? onAws[name] : undefined)
  if (known !== undefined) return known
  throw problem('invalid', `Elastigroups on Azure can't have ${name} suspended; there are ${processes.join(', ')}`)
}
