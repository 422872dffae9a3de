/** Asks the engine when the question changes, and again once the object changed while the clock stands. */
import { useEffect, useState } from 'react'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { CauseLink, Obstacle, RefusalRow } from '../../../engine/protocol/time.ts'
import { useSession } from '../../session/context.tsx'
import type { Question } from './questions.ts'

export interface Answer {
  links: CauseLink[]
  cut: boolean
  /** What stands in the way; empty for questions about what is. */
  obstacles: Obstacle[]
  refusals: RefusalRow[]
}

export interface Asked {
  answer: Answer | undefined
  failed: string
  /** The object has changed since it was asked about. */
  isOld: boolean
  again(): void
}

/** @param stamp changes whenever the object does */
export function useAnswer(subject: ObjectRef, question: Question, stamp: string | undefined, running: boolean): Asked {
  const { time } = useSession()
  const [answer, setAnswer] = useState<Answer>()
  const [failed, setFailed] = useState('')
  const [stampAsked, setStampAsked] = useState(stamp)
  const [turn, setTurn] = useState(0)
  const isOld = stampAsked !== stamp
  if (isOld && !running) setStampAsked(stamp)
  const { id, path, not = false } = question
  const { apiVersion, kind, namespace, name } = subject
  useEffect(() => {
    let current = true
    const ref = { apiVersion, kind, namespace, name }
    const ask = async () => {
      if (!time) return
      try {
        const [{ links, cut }, obstacles, refusals] = await Promise.all([
          time.why({ ref, ...(path ? { path } : {}) }),
          not ? time.whyNot(ref) : [],
          not ? time.refusals(ref) : [],
        ])
        if (!current) return
        setFailed('')
        setAnswer({ links, cut, obstacles, refusals })
      } catch (error) {
        if (current) setFailed(error instanceof Error ? error.message : String(error))
      }
    }
    void ask()
    return () => {
      current = false
    }
  }, [time, apiVersion, kind, namespace, name, id, path, not, stampAsked, turn])
  return {
    answer,
    failed,
    isOld: isOld && running,
    again() {
      setStampAsked(stamp)
      setTurn(turn + 1)
    },
  }
}
