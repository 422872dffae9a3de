/** The chapter map: its parts, and the lessons in their order. A new lesson is a folder beside this and a line here. */
import type { Part } from './lesson.ts'

export const PARTS: readonly Part[] = [
  { id: 'basics', title: 'Basics', about: 'What runs, and who talks to whom' },
  { id: 'foundational', title: 'Foundational', about: 'Contracts every container keeps' },
]

export const LESSONS: readonly string[] = [
  'cluster-basics',
  'predictable-demands',
  'declarative-deployment',
  'health-probe',
  'managed-lifecycle',
  'automated-placement',
]
