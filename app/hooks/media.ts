/** Media queries as React state. */
import { useCallback, useSyncExternalStore } from 'react'

const lists = new Map<string, MediaQueryList>()

/** One list a query: a thousand marks ask. */
function listOf(query: string): MediaQueryList {
  const known = lists.get(query)
  if (known) return known
  const list = matchMedia(query)
  lists.set(query, list)
  return list
}

/** True while the query matches. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      listOf(query).addEventListener('change', changed)
      return () => listOf(query).removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => listOf(query).matches)
}

export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

export const useReducedMotion = (): boolean => useMedia(REDUCED_MOTION)
