import { settings } from './settings.ts'

/** Leaves for where people sign in, which leads back to this page. */
export const signIn = async (): Promise<void> => {
  const { gateUrl } = await settings()
  location.assign(`${gateUrl}/auth/redirect?to=${encodeURIComponent(location.href)}`)
}

export const signOut = async (): Promise<void> => {
  const { gateUrl } = await settings()
  location.assign(`${gateUrl}/auth/logout`)
}
