import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useServerGroup } from '../../data/queries.ts'
import type { ServerGroup } from '../../data/shapes.ts'
import { ChangesView } from '../../ui/diff/changes-view.tsx'
import { changesOf, mergePatchOf } from '../../ui/diff/merge-patch.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import type { GroupProps } from '../cloud.ts'
import { useSurroundings } from '../group.ts'

/** What a server group was made of: the parts that say what changed from one version to the next. */
const PARTS = [
  'image',
  'buildInfo',
  'instanceType',
  'launchConfig',
  'launchTemplate',
  'mixedInstancesPolicy',
  'capacity',
  'zones',
  'loadBalancers',
  'targetGroups',
  'securityGroups',
  'labels',
  'tags',
]
/** Of those, what differs between any two of them: names and times. */
const OWN =
  /^(group\.(id|name|createdAt|updatedAt)|launchConfig\.(launchConfigurationName|launchConfigurationARN|createdTime)|tags\.gennaker:)/

/** A group that carries its cloud's own document is that document: the other parts would say the same again. */
const partsOf = (group: ServerGroup): readonly string[] => (group.group ? ['group'] : PARTS)

const madeOf = (group: ServerGroup) => Object.fromEntries(partsOf(group).map((part) => [part, group[part]]))

/** Fields of the newer one that differ from those of the older one. */
export const changesBetween = (older: ServerGroup, newer: ServerGroup) => {
  const before = madeOf(older)
  return changesOf(before, mergePatchOf(before, madeOf(newer))).filter(({ path }) => !OWN.test(path))
}

/** What is different from the version before, or from another one of the cluster. */
export const GroupChanges = ({ app, group }: GroupProps) => {
  const { siblings } = useSurroundings(app, group)
  const [chosen, setChosen] = useState<string>()
  const byAge = [...siblings].sort((a, b) => (b.createdTime ?? 0) - (a.createdTime ?? 0))
  const before = byAge.find(({ createdTime }) => (createdTime ?? 0) < (group.createdTime ?? 0)) ?? byAge[0]
  const other = byAge.find(({ name }) => name === chosen) ?? before
  if (!other) return <Empty title="Nothing to compare it with">It is the only server group of its cluster here.</Empty>
  return (
    <>
      <NativeSelect
        size="xs"
        label="Compared with"
        value={other.name}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={byAge.map(({ name }) => name)}
      />
      <Compared app={app} group={group} other={other} />
    </>
  )
}

const Compared = ({ app, group, other }: GroupProps & { other: ServerGroup }) => (
  <Loaded of={useServerGroup(app, other.account, other.region, other.name)} what={other.name}>
    {(found) => {
      const changes = changesBetween(found, group)
      return changes.length === 0 ? (
        <div className="quiet">Both are made of the same.</div>
      ) : (
        <ChangesView changes={changes} />
      )
    }}
  </Loaded>
)
