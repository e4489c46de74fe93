import { Link } from '@tanstack/react-router'
import { Facts } from '../../../../ui/facts.tsx'
import { Place } from '../../../../ui/place.tsx'
import { groupsOf, imageOf } from '../../deployed.ts'
import { WebLink } from '../../execution-links.tsx'
import { stepsOf } from '../../stages.ts'
import { capacityWords, object, objects, text, texts } from '../values.ts'
import type { ContentProps } from './content.ts'

interface GroupProps {
  app: string
  provider: string
  account: string
  region: string
  name: string
}

export const GroupLink = ({ app, provider, account, region, name }: GroupProps) => (
  <Link
    to="/applications/$app/clusters/serverGroupDetails/$provider/$account/$region/$name"
    params={{ app, provider, account, region, name }}
  >
    {name}
  </Link>
)

/** What was deployed, as far as it has come: groups, their health as last looked at, and settings. */
export const Deployment = ({ execution, stage }: ContentProps) => {
  const stages = stepsOf(execution, stage)
  const seen = new Set<string>()
  const made = stages.flatMap(groupsOf).filter(({ region, name }) => {
    const isNew = !seen.has(`${region}/${name}`)
    seen.add(`${region}/${name}`)
    return isNew
  })
  const settings = objects(stage.context.clusters)
  const deploys = settings.length > 0 ? settings : [stage.context]
  const checks = stages.filter(({ context }) => context?.lastCapacityCheck !== undefined)
  return (
    <>
      {made.length > 0 && (
        <table aria-label="Deployed server groups">
          <thead>
            <tr>
              <th>Server group</th>
              <th>Where</th>
              <th>Image</th>
            </tr>
          </thead>
          <tbody>
            {made.map(({ account, region, name, provider, image }) => (
              <tr key={`${region}/${name}`}>
                <td>
                  <GroupLink
                    app={execution.application}
                    provider={provider}
                    account={account}
                    region={region}
                    name={name}
                  />
                </td>
                <td>
                  <Place account={account} region={region} />
                </td>
                <td className="mono">{image ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {checks.map((each) => (
        <CapacityCheck
          key={each.id}
          check={object(each.context.lastCapacityCheck)}
          running={each.status === 'RUNNING'}
        />
      ))}
      {deploys.map((each, at) => (
        <Facts
          // biome-ignore lint/suspicious/noArrayIndexKey: clusters of one deploy have no names of their own
          key={at}
          facts={[
            ['Account', text(each.account) ?? text(each.credentials)],
            ['Region', text(each.region) ?? Object.keys(object(each.availabilityZones)).join(', ')],
            ['Image', imageOf(each)],
            ['Capacity', capacityWords(each.capacity)],
            ['Strategy', text(each.strategy)],
            ['Load balancers', texts(each.loadBalancers ?? each.targetGroups).join(', ')],
            ['Reason', text(each.reason)],
          ]}
        />
      ))}
      <Commits stage={stage} execution={execution} />
    </>
  )
}

/** Health as it was when the engine last looked. */
const CapacityCheck = ({ check, running }: { check: Record<string, unknown>; running: boolean }) => (
  <div className="notice" data-state={running ? 'running' : 'idle'}>
    {running ? 'Waits for health: ' : 'Health when last looked at: '}
    {['up', 'down', 'starting', 'outOfService', 'unknown', 'succeeded', 'failed']
      .flatMap((key) =>
        Number(check[key]) > 0 ? [`${check[key]} ${key === 'outOfService' ? 'out of service' : key}`] : [],
      )
      .join(', ') || 'no instances yet'}
    {check.required !== undefined && ` of ${String(check.required)} that are required`}
  </div>
)

/** What is new in what is deployed, where the build told so. */
export const Commits = ({ stage }: ContentProps) => {
  const commits = objects(stage.context.commits)
  const build = object(stage.context.buildInfo)
  if (commits.length === 0 && build.url === undefined) return null
  return (
    <>
      {text(build.url) && (
        <WebLink url={text(build.url) ?? ''}>Build {text(build.number) ?? text(build.fullDisplayName) ?? ''}</WebLink>
      )}
      {commits.length > 0 && (
        <table aria-label="Commits">
          <thead>
            <tr>
              <th>Commit</th>
              <th>By</th>
              <th>What</th>
            </tr>
          </thead>
          <tbody>
            {commits.map(({ commitUrl, displayId, id, authorDisplayName, message }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a commit may be told twice
              <tr key={at}>
                <td className="mono">
                  <WebLink url={text(commitUrl) ?? ''}>{text(displayId) ?? text(id) ?? '–'}</WebLink>
                </td>
                <td>{text(authorDisplayName)}</td>
                <td>{text(message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

/** What an operation is done to. */
export const CloudOperation = ({ execution, stage }: ContentProps) => {
  const { context } = stage
  const account = text(context.credentials) ?? text(context.account) ?? text(context['deploy.account.name'])
  const region = text(context.region) ?? texts(context.regions)[0]
  const name = text(context.serverGroupName) ?? text(context.asgName)
  const restored = objects(context.imagesToRestore)
  return (
    <>
      <Facts
        facts={[
          ['Account', account],
          ['Region', texts(context.regions).join(', ') || region],
          ['Cluster', text(context.cluster) ?? text(object(context.moniker).cluster)],
          [
            'Server group',
            name &&
              (account && region ? (
                <GroupLink
                  app={execution.application}
                  provider={text(context.cloudProvider) ?? 'aws'}
                  account={account}
                  region={region}
                  name={name}
                />
              ) : (
                name
              )),
          ],
          ['Target', text(context.target)],
          ['From', text(object(context.source).serverGroupName) ?? text(object(context.source).asgName)],
          ['Action', text(context.action)],
          ['Capacity', capacityWords(context.capacity)],
          ['To per cent', text(context.scalePct) ?? text(context.desiredPercentage)],
          ['Keeps', text(context.shrinkToSize) && `${text(context.shrinkToSize)} server groups`],
          ['Keeps enabled', text(context.remainingEnabledServerGroups)],
          ['Keeps at full size', text(context.remainingFullSizeServerGroups)],
          ['Strategy', text(context.strategy)],
          ['Reason', text(context.reason)],
        ]}
      />
      {restored.length > 0 && (
        <table aria-label="Images restored">
          <thead>
            <tr>
              <th>Region</th>
              <th>Image</th>
              <th>How</th>
            </tr>
          </thead>
          <tbody>
            {restored.map((each, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one line a region
              <tr key={at}>
                <td>{text(each.region)}</td>
                <td className="mono">{text(each.image) ?? '–'}</td>
                <td>
                  {text(each.rollbackMethod) === 'PREVIOUS_IMAGE'
                    ? 'deployed anew'
                    : 'the group that has it comes back'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

export const Images = ({ stage }: ContentProps) => {
  const found = objects(stage.context.amiDetails ?? stage.outputs.amiDetails ?? stage.outputs.deploymentDetails)
  if (found.length === 0) return <CloudFacts stage={stage} />
  return (
    <table aria-label="Images">
      <thead>
        <tr>
          <th>Image</th>
          <th>Name</th>
          <th>Region</th>
        </tr>
      </thead>
      <tbody>
        {found.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one image may be found in several places
          <tr key={at}>
            <td className="mono">{text(each.imageId) ?? text(each.ami) ?? '–'}</td>
            <td>{text(each.imageName)}</td>
            <td>{text(each.region)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const CloudFacts = ({ stage }: Pick<ContentProps, 'stage'>) => (
  <Facts
    facts={[
      ['Region', text(stage.context.region) ?? texts(stage.context.regions).join(', ')],
      ['Package', text(stage.context.package) ?? text(stage.context.packageName)],
      ['Base', text(stage.context.baseOs)],
      ['Image', imageOf(stage.context) ?? text(stage.context.ami)],
    ]}
  />
)
