import { drawnStages, keyOf } from '../../data/execution.ts'
import { useGate } from '../../data/queries.ts'
import type { Execution, Stage } from '../../data/shapes.ts'
import { Place } from '../../ui/place.tsx'
import { Loaded } from '../../ui/states.tsx'
import { imagesOf } from '../clusters/images.ts'
import { type Deployed, deployedBy, type Planned, plannedDeploys } from './deployed.ts'
import { evaluate, useCluster } from './queries.ts'

/** What a judgment is about, as far as it can be told: what was deployed in place of what, and what will be. */
export const JudgmentPreview = ({ execution, stage }: { execution: Execution; stage: Stage }) => {
  const done = deployedBy(execution)
  const planned = plannedDeploys(behind(execution, stage))
  if (done.length === 0 && planned.length === 0) return null
  return (
    <div className="scroll">
      <table aria-label={`What ${stage.name} decides about`}>
        <thead>
          <tr>
            <th>Cluster</th>
            <th>Where</th>
            <th>Before</th>
            <th>After</th>
          </tr>
        </thead>
        <tbody>
          {done.map((each) => (
            <Done key={`${each.region}/${each.name}`} app={execution.application} deployed={each} />
          ))}
          {planned.map((each) => (
            <Coming key={`${each.stage.id}/${each.region}/${each.cluster}`} execution={execution} planned={each} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Stages that run only once a stage has. */
const behind = (execution: Execution, stage: Stage): Stage[] => {
  const found = new Set([keyOf(stage)])
  return drawnStages(execution).filter((each) => {
    const waits = (each.requisiteStageRefIds ?? []).some((ref) => found.has(ref))
    if (waits) found.add(keyOf(each))
    return waits
  })
}

const Group = ({ name, image }: { name: string; image: string | undefined }) => (
  <>
    {name}
    {image && <div className="mono quiet">{image}</div>}
  </>
)

const Done = ({ app, deployed }: { app: string; deployed: Deployed }) => (
  <tr>
    <td>{deployed.cluster}</td>
    <td>
      <Place account={deployed.account} region={deployed.region} />
    </td>
    <td>
      <Loaded of={useCluster(app, deployed)} what="The cluster">
        {(groups) => {
          const own = groups.filter(({ region }) => region === deployed.region)
          const made = own.find(({ name }) => name === deployed.name)
          const before = own.find(({ createdTime = 0 }) => createdTime < (made?.createdTime ?? 0))
          return before ? (
            <Group name={before.name} image={imagesOf(before).join(', ')} />
          ) : (
            <span className="quiet">nothing</span>
          )
        }}
      </Loaded>
    </td>
    <td>
      <Group name={`${deployed.name} (deployed)`} image={deployed.image} />
    </td>
  </tr>
)

const Coming = ({ execution, planned }: { execution: Execution; planned: Planned }) => (
  <tr>
    <td>{planned.cluster}</td>
    <td>
      <Place account={planned.account} region={planned.region} />
    </td>
    <td>
      <Loaded of={useCluster(execution.application, planned)} what="The cluster">
        {(groups) => {
          const now = groups.find(
            ({ region, isDisabled, disabled }) => region === planned.region && !(isDisabled ?? disabled),
          )
          return now ? (
            <Group name={now.name} image={imagesOf(now).join(', ')} />
          ) : (
            <span className="quiet">nothing</span>
          )
        }}
      </Loaded>
    </td>
    <td>
      <Wanted execution={execution} planned={planned} />
    </td>
  </tr>
)

const Wanted = ({ execution, planned }: { execution: Execution; planned: Planned }) => {
  const words = planned.image ?? ''
  const isExpression = words.includes('${')
  const value = useGate(
    ['execution', execution.id, 'evaluated', planned.stage.id, words],
    () => evaluate(execution.id, planned.stage.id, words),
    isExpression,
  ).data?.result
  const image = isExpression ? (typeof value === 'string' ? value : words) : words
  return <Group name={`by ${planned.stage.name}`} image={image || undefined} />
}
