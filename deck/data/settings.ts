export interface Settings {
  /** Base address of Gate, without a slash at the end. */
  readonly gateUrl: string
}

let loaded: Promise<Settings> | undefined

/** Where Gate is: what the deck's own server says, or else port 8084 of the same host. */
export const settings = (): Promise<Settings> => {
  loaded ??= readSettings()
  return loaded
}

const readSettings = async (): Promise<Settings> => {
  const fallback = `${location.protocol}//${location.hostname}:8084`
  try {
    const response = await fetch('settings.json')
    const body = response.ok ? ((await response.json()) as { gateUrl?: string }) : {}
    return { gateUrl: (body.gateUrl ?? fallback).replace(/\/+$/, '') }
  } catch {
    return { gateUrl: fallback }
  }
}
