/** Play, pause, step and speed, for buttons and keys alike. */
import { useMemo } from 'react'
import { nextSpeed } from '../draw/speed-scale.ts'
import { useSession } from '../session/context.tsx'

export interface Transport {
  toggle(): void
  step(): void
  faster(): void
  slower(): void
  setSpeed(speed: number): void
}

export function useTransport(): Transport {
  const { actions, run } = useSession()
  return useMemo(() => {
    const setSpeed = (speed: number) => void actions.setSpeed(speed)
    return {
      toggle: () => void (run.getState().phase === 'paused' ? actions.play() : actions.pause()),
      step: () => void actions.step(),
      faster: () => setSpeed(nextSpeed(run.getState().speed, 1)),
      slower: () => setSpeed(nextSpeed(run.getState().speed, -1)),
      setSpeed,
    }
  }, [actions, run])
}
