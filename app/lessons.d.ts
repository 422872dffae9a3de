/** Modules the build makes of the lessons' folders (scripts/lessons/plugin.ts). */
declare module 'virtual:lessons' {
  import type { Lesson, LessonCard } from '../lessons/lesson.ts'
  /** The chapter map, in order. */
  export const cards: readonly LessonCard[]
  /** One chunk a lesson. */
  export const loads: Readonly<Record<string, () => Promise<{ default: Lesson }>>>
}
