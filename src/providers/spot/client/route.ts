/** What follows these in a path is an id, unless it is one of `words`. */
const collections = new Set([
  'group',
  'instance',
  'roll',
  'clusterRoll',
  'deployment',
  'statefulInstance',
  'statefulMigrationGroup',
  'volume',
  'vm',
  'migration',
  'healthCheck',
])
const words = new Set(['autoScalingGroup', 'beanstalk', 'import', 'instance', 'interruption', 'signal', 'statefulNode'])

/** The route of a path, as Spot counts calls: `/aws/ec2/group/sig-1/status` → `/aws/ec2/group/{id}/status`. */
export function routeOf(path: string): string {
  const parts = path.split('/')
  return parts
    .map((part, index) => {
      const before = parts[index - 1] ?? ''
      return collections.has(before) && !words.has(part) && part !== '' ? '{id}' : part
    })
    .join('/')
}
