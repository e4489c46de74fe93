import { useQueryClient } from '@tanstack/react-query'
import { useLiveState } from '../data/live.ts'
import { durationWords, useNow } from '../ui/time.tsx'

/** Whether what is shown is current; when it is not, how old it is. */
export const LiveMark = () => {
  const state = useLiveState()
  const words = { live: 'Live', connecting: 'Connecting', away: 'Reconnecting' }[state]
  return (
    <span className="live small" data-state={state === 'live' ? 'succeeded' : state === 'away' ? 'waiting' : 'idle'}>
      <span role="status" className="status">
        <span aria-hidden="true">{state === 'live' ? '●' : '○'}</span>
        <span className="live-words">{words}</span>
      </span>
      {state === 'away' && <Age />}
    </span>
  )
}

/** Without the stream, pages ask by themselves: as long as they are answered, they are a few seconds old at most. */
const Age = () => {
  const present = useNow()
  const shown = useQueryClient()
    .getQueryCache()
    .findAll({ type: 'active' })
    .map(({ state }) => state.dataUpdatedAt)
  const newest = Math.max(0, ...shown)
  return newest > 0 && <span className="quiet live-age">as of {durationWords(present - newest)} ago</span>
}
