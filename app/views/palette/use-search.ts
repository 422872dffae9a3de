/** Objects that match what is typed, asked of the cluster a moment after the last key. */
import { useEffect, useState } from 'react'
import type { SearchAnswer } from '../../../engine/protocol/search.ts'
import { useSession } from '../../session/context.tsx'

const PAUSE_REAL_MS = 120
const NOTHING: SearchAnswer = { hits: [], total: 0, partial: false }

export function useSearch(query: string): SearchAnswer {
  const { objects } = useSession()
  const [answer, setAnswer] = useState(NOTHING)
  useEffect(() => {
    let stale = false
    const take = (next: SearchAnswer) => {
      if (!stale) setAnswer(next)
    }
    if (!objects || query.trim() === '') take(NOTHING)
    const timer =
      objects && query.trim() !== ''
        ? setTimeout(() => objects.search(query).then(take, () => take(NOTHING)), PAUSE_REAL_MS)
        : undefined
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [objects, query])
  return answer
}
