import './spot.css'
import { Link } from '@tanstack/react-router'
import { ActionButton } from '../../ui/action-menu.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import type { State } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import type { GroupProps } from '../cloud.ts'
import { abilitiesOf } from './abilities.ts'
import { spotAction } from './dialog.tsx'
import { type GroupAddress, useRoll, useRolls } from './queries.ts'
import { detachAfterRollForm, startRollForm, stopRollForm } from './roll-forms.ts'
import { asSpot, lifecycleWords, type Roll, type RolledInstance, type SpotGroup, timeOf } from './shapes.ts'

const isRunning = ({ status }: Roll): boolean => /^(starting|in_progress|stopping)$/i.test(status)
/** A roll that failed, or was stopped midway, keeps both kinds of instances until one of them is detached. */
const isUnfinished = ({ status }: Roll): boolean => /^(failed|stopped)$/i.test(status)

const STATES: Readonly<Record<string, State>> = {
  starting: 'running',
  in_progress: 'running',
  stopping: 'waiting',
  stopped: 'idle',
  finished: 'succeeded',
  failed: 'failed',
}

const statusWords = ({ status }: Roll): string => {
  const words = status.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Blue-green rolls inside the group: the newest with its batches and instances, and those before. */
export const RollTab = ({ app, group: given }: GroupProps) => {
  const group = asSpot(given)
  const address: GroupAddress = { app, account: group.account, region: group.region, name: group.name }
  const history = useRolls(address)
  const [told, ...older] = newestFirst(group.rolls ?? [], history.data ?? [])
  const live = useRoll(address, told?.id, told !== undefined && isRunning(told)).data
  // The inventory is read now and then, the roll itself while it runs: what is over stays over.
  const newest = live && told && (isRunning(told) || !told.details) ? { ...told, ...live } : told
  const can = abilitiesOf(group)
  // A failed roll is stopped first, or Spot begins no other.
  const blocked = newest !== undefined && can.stopRoll && /^failed$/i.test(newest.status)
  if (!newest && history.isPending) return <Loading />
  return (
    <>
      <div className="section">
        <h3>{newest && isRunning(newest) ? 'A roll is under way' : 'Roll'}</h3>
        <span className="push line-actions">
          {newest && isRunning(newest)
            ? can.stopRoll && <ActionButton action={spotAction('Stop roll', stopRollForm(app, group, newest))} />
            : !blocked && <ActionButton action={spotAction('Start roll', startRollForm(app, group), 'lg')} />}
        </span>
      </div>
      {history.error && !newest && (
        <Failed what="Earlier rolls could not be read." error={history.error} retry={() => history.refetch()} />
      )}
      {newest ? (
        <NewestRoll app={app} group={group} roll={newest} />
      ) : (
        <Empty title="No roll yet">A roll replaces the group's instances batch by batch, new ones first.</Empty>
      )}
      {older.length > 0 && <OlderRolls rolls={older} />}
    </>
  )
}

/** The server group tells of a roll first; the list of all of them knows the earlier ones. */
const newestFirst = (told: readonly Roll[], listed: readonly Roll[]): Roll[] => {
  const known = new Set(told.map(({ id }) => id))
  return [...told, ...listed.filter(({ id }) => !known.has(id))].sort(
    (a, b) => (timeOf(b.createdAt) ?? 0) - (timeOf(a.createdAt) ?? 0),
  )
}

const NewestRoll = ({ app, group, roll }: { app: string; group: SpotGroup; roll: Roll }) => {
  const { details } = roll
  const blue = (details?.instances ?? []).flatMap((batch) => batch.blue ?? [])
  const green = (details?.instances ?? []).flatMap((batch) => batch.green ?? [])
  const percent = roll.progress?.value ?? details?.progress?.value ?? 0
  const batches = roll.numOfBatches ?? details?.numberOfBatches ?? 0
  const current = roll.currentBatch ?? details?.currentBatch ?? 0
  const state = STATES[roll.status.toLowerCase()] ?? 'idle'
  return (
    <>
      <div className="row tight" role="status">
        <span className="status" data-state={state}>
          {statusWords(roll)}
        </span>
        <span>{Math.round(percent)} %</span>
        {batches > 0 && (
          <span className="quiet">
            batch {Math.min(current, batches)} of {batches}
          </span>
        )}
        <span className="quiet small">
          begun <When at={timeOf(roll.createdAt)} />
        </span>
      </div>
      <div
        className="progress"
        role="progressbar"
        aria-label="Roll"
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        data-state={state}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      {batches > 0 && <Batches count={batches} current={current} roll={roll} />}
      {isUnfinished(roll) && abilitiesOf(group).rollAction && (
        <AfterFailure app={app} group={group} roll={roll} blue={blue} green={green} />
      )}
      <Facts
        facts={[
          [
            'Roll',
            <span key="id" className="mono">
              {roll.id}
            </span>,
          ],
          ['Action', details?.strategyAction],
          ['Health check', details?.healthCheck],
          ['Grace period', roll.gracePeriod == null ? undefined : `${roll.gracePeriod} seconds a batch`],
        ]}
      />
      <div className="two">
        <Side title="Old (blue)" app={app} instances={blue} />
        <Side title="New (green)" app={app} instances={green} />
      </div>
    </>
  )
}

const Batches = ({ count, current, roll }: { count: number; current: number; roll: Roll }) => {
  const done = /^finished$/i.test(roll.status) ? count : current - 1
  const stateOf = (batch: number): State | undefined => {
    if (batch <= done) return 'succeeded'
    return batch === current ? (STATES[roll.status.toLowerCase()] ?? 'idle') : undefined
  }
  return (
    <fieldset className="batches" aria-label="Batches">
      {Array.from({ length: count }, (_, position) => position + 1).map((batch) => (
        <span key={batch} data-state={stateOf(batch)}>
          {batch <= done ? '✓ ' : ''}Batch {batch}
        </span>
      ))}
    </fieldset>
  )
}

interface AfterProps {
  app: string
  group: SpotGroup
  roll: Roll
  blue: readonly RolledInstance[]
  green: readonly RolledInstance[]
}

const isThere = ({ status }: RolledInstance): boolean => !/^(detached|terminated)$/i.test(status ?? '')

const AfterFailure = ({ app, group, roll, blue, green }: AfterProps) => {
  const [old, fresh] = [blue.filter(isThere).length, green.filter(isThere).length]
  const failed = /^failed$/i.test(roll.status)
  if (!failed && (old === 0 || fresh === 0)) return null
  return (
    <div className="notice stack" data-state={failed ? 'failed' : 'waiting'}>
      <div>
        {failed
          ? 'The roll failed. Until it is stopped, no other roll can begin and the group does not scale down.'
          : 'The roll was stopped midway.'}{' '}
        {old} old and {fresh} new instances are there.
      </div>
      <div className="line-actions">
        {failed && <ActionButton action={spotAction('Stop roll', stopRollForm(app, group, roll))} />}
        <ActionButton action={spotAction('Detach new', detachAfterRollForm(app, group, roll, 'DETACH_NEW', fresh))} />
        <ActionButton action={spotAction('Detach old', detachAfterRollForm(app, group, roll, 'DETACH_OLD', old))} />
      </div>
    </div>
  )
}

const Side = ({ title, app, instances }: { title: string; app: string; instances: readonly RolledInstance[] }) => (
  <section aria-label={title}>
    <h3>
      {title} <span className="quiet">{instances.length}</span>
    </h3>
    {instances.length === 0 ? (
      <div className="quiet">None yet.</div>
    ) : (
      <table>
        <thead>
          <tr>
            <th>Instance</th>
            <th>Batch</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {instances.map((each, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: requests have no id yet
            <tr key={position}>
              <td>
                {each.instanceId && isThere(each) ? (
                  <Link
                    className="mono"
                    to="/applications/$app/clusters/instanceDetails/$provider/$instanceId"
                    params={{ app, provider: 'spot', instanceId: each.instanceId }}
                  >
                    {each.instanceId}
                  </Link>
                ) : (
                  <span className="mono">{each.instanceId ?? 'on its way'}</span>
                )}
                <div className="quiet small">{lifecycleWords(each.lifeCycle)}</div>
              </td>
              <td>{each.batchNum ?? '–'}</td>
              <td>{(each.status ?? '').toLowerCase()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)

const OlderRolls = ({ rolls }: { rolls: readonly Roll[] }) => (
  <details>
    <summary>Earlier rolls ({rolls.length})</summary>
    <table>
      <thead>
        <tr>
          <th>Roll</th>
          <th>Ended as</th>
          <th>Begun</th>
        </tr>
      </thead>
      <tbody>
        {rolls.map((roll) => (
          <tr key={roll.id}>
            <td className="mono">{roll.id}</td>
            <td>
              <span className="status" data-state={STATES[roll.status.toLowerCase()] ?? 'idle'}>
                {statusWords(roll)}
              </span>
            </td>
            <td>
              <When at={timeOf(roll.createdAt)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)
