import { useEffect } from 'react'

/** What the browser's tab and its history call the page, e.g. `Release · demo`. */
export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Gennaker`
  }, [title])
}
