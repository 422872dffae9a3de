/** The whole mirror at a calm pace: for tables and trees, which nobody reads sixty times a second. */
import { useEffect, useState } from 'react'
import { useSession } from '../session/context.tsx'
import type { Mirror } from '../session/mirror.ts'

/** The mirror at most once every `everyMs` of real time; always the latest in the end. */
export function useMirrorEvery(everyMs: number): Mirror {
  const { mirror } = useSession()
  const [state, setState] = useState(() => mirror.getState())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = () => {
      timer = undefined
      setState(mirror.getState())
    }
    take()
    const stop = mirror.subscribe(() => {
      timer ??= setTimeout(take, everyMs)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [mirror, everyMs])
  return state
}
