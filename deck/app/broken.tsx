import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { Empty, Failed } from '../ui/states.tsx'

/** What browsers say when a part of the deck is not on the server any more, which is so after an upgrade. */
const isOfOldVersion = ({ message }: Error): boolean =>
  /dynamically imported module|importing a module script failed|error loading dynamically/i.test(message)

/** A page that broke; the rest of the deck stays usable. */
export const Broken = ({ error, reset }: { error: Error; reset: () => void }) => {
  const router = useRouter()
  if (isOfOldVersion(error))
    return (
      <Empty page title="This page could not be loaded">
        <p>
          Gennaker was probably upgraded since this tab was opened, or its server is away. Reloading brings both
          together.
        </p>
        <Button size="compact-sm" onClick={() => location.reload()}>
          Reload
        </Button>
      </Empty>
    )
  return (
    <Failed
      what="This page could not be shown."
      error={error}
      retry={() => {
        reset()
        void router.invalidate()
      }}
    />
  )
}
