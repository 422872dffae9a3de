/** Play, pause, steps, speed, places and lines of time, for buttons and keys alike. */
import { useMemo } from 'react'
import { nextSpeed } from '../draw/speed-scale.ts'
import { useSession } from '../session/context.tsx'

export interface Transport {
  toggle(): void
  step(): void
  stepBack(): void
  /** To the own action before or after where one stands. */
  flag(direction: -1 | 1): void
  start(): void
  now(): void
  branch(): void
  undo(): void
  switchLine(id: number): void
  dropLine(id: number): void
  faster(): void
  slower(): void
  setSpeed(speed: number): void
}

export function useTransport(): Transport {
  const { actions, run, time, ui } = useSession()
  return useMemo(() => {
    const setSpeed = (speed: number) => void actions.setSpeed(speed)
    /** What cannot be done is said, not swallowed. */
    const say = (work: Promise<unknown> | undefined) =>
      void work?.catch((error: unknown) =>
        ui.setState({ notice: error instanceof Error ? error.message : String(error) }),
      )
    return {
      toggle: () => void (run.getState().phase === 'running' ? actions.pause() : actions.play()),
      step: () => void actions.step(),
      stepBack: () => say(time?.seek({ go: 'eventBack' })),
      flag: (direction) => say(time?.seek({ go: direction < 0 ? 'flagBack' : 'flagForward' })),
      start: () => say(time?.seek({ atMs: 0 })),
      now: () => say(time?.seek({ go: 'now' })),
      branch: () => say(time?.branch()),
      undo: () => say(time?.undo()),
      switchLine: (id) => say(time?.switchLine(id)),
      dropLine: (id) => say(time?.dropLine(id)),
      faster: () => setSpeed(nextSpeed(run.getState().speed, 1)),
      slower: () => setSpeed(nextSpeed(run.getState().speed, -1)),
      setSpeed,
    }
  }, [actions, run, time, ui])
}
