/** What an open view needs in the batches, for as long as it is open. Two views may need the same: it ends with the last. */
import { useEffect } from 'react'
import type { Actions, ViewNeeds } from '../session/actions.ts'
import { useActions, useMirror } from '../session/context.tsx'

/** Views that want traffic, by session. */
const wanting = new WeakMap<Actions, number>()

/** Keeps traffic coming while any view asks for it. */
export function useTraffic(): void {
  const actions = useActions()
  const booted = useMirror((mirror) => mirror.booted)
  useEffect(() => {
    if (!booted) return
    const count = (by: number) => {
      const next = (wanting.get(actions) ?? 0) + by
      wanting.set(actions, next)
      return next
    }
    if (count(1) === 1) ask(actions, { traffic: true })
    return () => {
      if (count(-1) === 0) ask(actions, { traffic: false })
    }
  }, [actions, booted])
}

/** A worker that is not there yet, or no longer, is told when it boots. */
export function ask(actions: Actions, needs: ViewNeeds): void {
  void actions.ask(needs).catch(() => undefined)
}
