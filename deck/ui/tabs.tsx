import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'

interface TabsProps {
  label: string
  tabs: readonly { readonly key: string; readonly label: string }[]
  children: (key: string) => ReactNode
}

/** Parts of one thing, one at a time; which one is in the address (`?tab=`), so that it can be shared. */
export const Tabs = ({ label, tabs, children }: TabsProps) => {
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const navigate = useNavigate()
  const chosen = (tabs.find(({ key }) => key === tab) ?? tabs[0])?.key ?? ''
  const choose = (key: string) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, tab: key })) as never,
      replace: true,
      resetScroll: false,
    })
  const move = (step: number) => {
    const next = tabs[(tabs.findIndex(({ key }) => key === chosen) + step + tabs.length) % tabs.length]
    if (!next) return
    choose(next.key)
    document.getElementById(`tab-${next.key}`)?.focus()
  }
  // On a narrow screen the tabs scroll, and the chosen one may be out of sight.
  useEffect(() => {
    document.getElementById(`tab-${chosen}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosen])
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {tabs.map((each) => (
          <button
            key={each.key}
            type="button"
            role="tab"
            id={`tab-${each.key}`}
            aria-selected={each.key === chosen}
            aria-controls="tab-content"
            tabIndex={each.key === chosen ? 0 : -1}
            onClick={() => choose(each.key)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1)
              if (event.key === 'ArrowLeft') move(-1)
            }}
          >
            {each.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-content" aria-labelledby={`tab-${chosen}`} className="stack">
        {children(chosen)}
      </div>
    </>
  )
}
