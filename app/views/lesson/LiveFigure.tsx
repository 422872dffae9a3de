/** A number in the prose that follows the cluster; its words stand until there is one. */
import type { ReactNode } from 'react'
import { useLesson, useMirror } from '../../session/context.tsx'
import { stepOf } from '../../session/lesson/lesson-machine.ts'

export function LiveFigure({ name, children }: { name: string; children: ReactNode }) {
  const step = useLesson(stepOf)
  const at = step?.figures.findIndex((figure) => figure.name === name) ?? -1
  const now = useMirror((mirror) => mirror.step?.figures?.[at] ?? undefined)
  return (
    <b className="live-figure" title={step?.figures[at]?.say || 'as it is now'}>
      {now ?? children}
    </b>
  )
}
