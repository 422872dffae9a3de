/** What the build says of itself. */
interface ImportMetaEnv {
  /** Version of the package: the folder below `v/` that this build also stands in. */
  readonly DRYDOCK_VERSION: string
}

/** Modules the build makes of the lessons' folders (scripts/lessons/plugin.ts). */
declare module 'virtual:lessons' {
  import type { Lesson, LessonCard } from '../lessons/lesson.ts'
  /** The chapter map, in order. */
  export const cards: readonly LessonCard[]
  /** One chunk a lesson. */
  export const loads: Readonly<Record<string, () => Promise<{ default: Lesson }>>>
  /** Chapter → what its sample shows; and why the others have none. */
  export const samples: Readonly<Record<string, string>>
  export const samplesMissing: Readonly<Record<string, string>>
  export const sampleLoads: Readonly<Record<string, () => Promise<{ default: string }>>>
}

/** Which steps use which words: for the glossary. */
declare module 'virtual:lesson-uses' {
  import type { Uses } from '../lessons/reference/uses.ts'
  export const uses: Uses
}
