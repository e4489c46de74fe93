export interface Settings {
  /** Base address of Gate, without a slash at the end. */
  readonly gateUrl: string
}

let loaded: Promise<Settings> | undefined

/** Where Gate is: what the deck's own server wrote into the page or answers, or else port 8084 of the same host. */
export const settings = (): Promise<Settings> => {
  loaded ??= readSettings()
  return loaded
}

const readSettings = async (): Promise<Settings> => {
  const fallback = `${location.protocol}//${location.hostname}:8084`
  const inlined = document.getElementById('settings')?.textContent
  try {
    const body = (inlined ? JSON.parse(inlined) : await fetched()) as { gateUrl?: string }
    return { gateUrl: (body.gateUrl ?? fallback).replace(/\/+$/, '') }
  } catch {
    return { gateUrl: fallback }
  }
}

const fetched = async (): Promise<object> => {
  const response = await fetch('settings.json')
  return response.ok ? await response.json() : {}
}
