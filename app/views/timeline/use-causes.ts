/** The chain of causes of the selected object, while it is asked for: drawn as numbered nodes over the rows. */
import { useEffect, useState } from 'react'
import type { CauseLink } from '../../../engine/protocol/time.ts'
import { useViewState } from '../../hooks/view-state.ts'
import { useMirror, useSession, useUi } from '../../session/context.tsx'

export interface Causes {
  /** Whether chains are drawn. */
  shown: boolean
  /** Absent where the cluster is invented: it has no causes. */
  toggle?: () => void
  chain: readonly CauseLink[]
}

export function useCauses(): Causes {
  const { time } = useSession()
  const [shown, show] = useViewState('timeline.why')
  const selected = useUi((ui) => ui.selected)
  // Asked again when the object was written, not with every frame.
  const written = useMirror((mirror) => mirror.selected)
  const [chain, setChain] = useState<readonly CauseLink[]>([])
  const isShown = shown === 'on'
  useEffect(() => {
    let late = false
    const take = (links: readonly CauseLink[]) => {
      if (!late) setChain(links)
    }
    if (!isShown || !selected || !time) take([])
    else
      void time.why({ ref: selected }).then(
        ({ links }) => take(links),
        () => take([]),
      )
    return () => {
      late = true
    }
  }, [time, isShown, selected, written])
  return { shown: isShown, chain, ...(time ? { toggle: () => show(isShown ? '' : 'on') } : {}) }
}
