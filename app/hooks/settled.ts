/** What may wait until the page can be used, in a component. */
import { useEffect, useState } from 'react'
import { useSession } from '../session/context.tsx'
import { whenSettled } from '../session/settled.ts'

/** Whether the cluster answered and the browser then had a moment to spare. */
export function useSettled(): boolean {
  const { run } = useSession()
  const [settled, setSettled] = useState(false)
  useEffect(() => (settled ? undefined : whenSettled(run, () => setSettled(true))), [run, settled])
  return settled
}
