/** The steps of the lesson, each a link of its own: passed, open, or still to come. */
import { useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { type Standing, STANDING_WORDS, StepGlyph } from '../../components/StepGlyph.tsx'
import { useLesson, useLessons } from '../../session/context.tsx'
import { stepKey } from '../../session/lesson/progress.ts'
import { formatRoute } from '../../session/lesson/route.ts'

export function StepList() {
  const { progress } = useLessons()
  const lesson = useLesson((state) => state.lesson)
  const index = useLesson((state) => state.index)
  const passed = useStore(progress, (state) => state.passed)
  const list = useRef<HTMLOListElement>(null)
  // Where the list scrolls, the open step is in its middle.
  useLayoutEffect(() => {
    const open = list.current?.children[index] as HTMLElement | undefined
    if (list.current && open)
      list.current.scrollTop = open.offsetTop - (list.current.clientHeight - open.offsetHeight) / 2
  }, [index, lesson])
  if (!lesson) return null
  return (
    <ol ref={list} className="steps" aria-label="Steps">
      {lesson.steps.map((step, i) => {
        const done = passed.includes(stepKey(lesson.slug, step.id))
        const standing: Standing = done ? 'done' : i === index ? 'current' : 'open'
        return (
          <li key={step.id} aria-current={i === index ? 'step' : undefined}>
            <StepGlyph standing={standing} />
            <a href={formatRoute({ page: 'lesson', slug: lesson.slug, step: step.id })}>{step.title}</a>
            <span className="vh">{STANDING_WORDS[standing]}</span>
            {i === index && <span className="minutes">{`${step.minutes} min`}</span>}
          </li>
        )
      })}
    </ol>
  )
}
