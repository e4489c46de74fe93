import './infrastructure.css'
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useInfrastructure, writeDetail } from '../../clouds/detail.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { useRows } from '../../ui/rows.ts'
import { DetailPanel } from './detail-panel.tsx'
import { InfrastructureNav } from './infrastructure-nav.tsx'
import { BESIDE } from './side-panel.tsx'

/** A list of an application's infrastructure, and beside it what the address names. */
export const Infrastructure = ({ title, children }: { title: string; children: ReactNode }) => {
  const { app, detail } = useInfrastructure()
  const open = detail !== undefined
  usePageTitle(`${title} · ${app}`)
  useRows()
  useListScroll(open)
  return (
    <div className="infra-page">
      <InfrastructureNav />
      <div className={open ? 'infra-sides open' : 'infra-sides'}>
        <section className="infra-list" aria-label={title}>
          {children}
        </section>
        {detail && <DetailPanel key={writeDetail(detail)} app={app} detail={detail} />}
      </div>
    </div>
  )
}

/** Where the list was, for when the panel that took its place goes. */
const useListScroll = (open: boolean): void => {
  const at = useRef(0)
  useEffect(() => {
    if (open) return
    const note = () => {
      at.current = window.scrollY
    }
    window.addEventListener('scroll', note, { passive: true })
    return () => window.removeEventListener('scroll', note)
  }, [open])
  const before = useRef(open)
  useLayoutEffect(() => {
    if (before.current === open) return
    before.current = open
    if (!window.matchMedia(BESIDE).matches) window.scrollTo(0, open ? 0 : at.current)
  }, [open])
}
