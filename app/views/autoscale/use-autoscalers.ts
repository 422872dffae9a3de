/** The autoscalers there are; asked for again when events tell that something scaled or was applied. */
import { useEffect, useState } from 'react'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { useMirror, useSession } from '../../session/context.tsx'
import { refOfObject } from '../../session/object-tools.ts'

const EVERY_REAL_MS = 1500

export function useAutoscalers(namespace: string): readonly ObjectRef[] {
  const { objects } = useSession()
  const flags = useMirror((mirror) => mirror.flags.length)
  const generation = useMirror((mirror) => mirror.generation)
  const [refs, setRefs] = useState<readonly ObjectRef[]>([])
  useEffect(() => {
    if (!objects) return
    let over = false
    const look = () =>
      objects.list('/apis/autoscaling/v2/horizontalpodautoscalers').then(
        (found) => {
          if (over) return
          const shown = found.map(refOfObject).filter(({ namespace: its }) => namespace === '' || its === namespace)
          setRefs((old) => (JSON.stringify(old) === JSON.stringify(shown) ? old : shown))
        },
        () => undefined,
      )
    void look()
    const timer = setInterval(() => void look(), EVERY_REAL_MS)
    return () => {
      over = true
      clearInterval(timer)
    }
  }, [objects, namespace, flags, generation])
  return refs
}
