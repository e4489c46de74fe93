import { Button } from '@mantine/core'
import { useState } from 'react'
import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { LogView } from '../../ui/log-view.tsx'
import { Loaded } from '../../ui/states.tsx'
import type { InstanceProps } from '../cloud.ts'
import { providerOf } from '../group.ts'

type Output = string | { name?: string; output?: string }[]

/** What an instance wrote to its console, read when somebody asks for it. */
export const ConsoleOutput = ({ group, instance }: InstanceProps) => {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <div>
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
          Console output
        </Button>
      </div>
    )
  return (
    <Console
      account={group.account}
      region={group.region}
      id={instance.id ?? instance.name}
      provider={providerOf(group)}
    />
  )
}

const Console = ({ account, region, id, provider }: Record<'account' | 'region' | 'id' | 'provider', string>) => {
  const output = useGate(['console', account, region, id], (signal) =>
    get<{ output?: Output }>(path('instances', account, region, id, 'console'), { provider }, signal),
  )
  return (
    <section className="stack" aria-label="Console output">
      <div className="row tight">
        <h3>Console output</h3>
        <Button size="compact-xs" variant="default" onClick={() => output.refetch()} loading={output.isFetching}>
          Read again
        </Button>
      </div>
      <Loaded of={output} what="The console output">
        {({ output: found = '' }) => {
          const parts = typeof found === 'string' ? [{ name: '', output: found }] : found
          const filled = parts.filter((part) => part.output)
          if (filled.length === 0) return <div className="quiet">The cloud has no console output of it.</div>
          return filled.map((part) => (
            <LogView
              key={part.name}
              label={part.name ? `Console output of ${part.name}` : 'Console output'}
              lines={(part.output ?? '').replace(/\r?\n$/, '').split(/\r?\n/)}
            />
          ))
        }}
      </Loaded>
    </section>
  )
}
