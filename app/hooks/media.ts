/** Media queries as React state. */
import { useSyncExternalStore } from 'react'

/** True while the query matches. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

export const useReducedMotion = (): boolean => useMedia(REDUCED_MOTION)
