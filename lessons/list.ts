/** The chapter map: its parts, and the lessons in their order. A new lesson is a folder beside this and a line here. */
import type { Part } from './lesson.ts'

export const PARTS: readonly Part[] = [
  { id: 'basics', title: 'Basics', about: 'What runs, and who talks to whom' },
  { id: 'foundational', title: 'Foundational', about: 'Contracts every container keeps' },
  { id: 'behavioral', title: 'Behavioral', about: 'How Pods live and are found' },
  { id: 'structural', title: 'Structural', about: 'Containers inside one Pod' },
  { id: 'configuration', title: 'Configuration', about: 'Same image, different settings' },
  { id: 'advanced', title: 'Advanced', about: 'Extending the cluster itself' },
  { id: 'distributed', title: 'Distributed', about: 'When calls cross the network' },
  { id: 'security', title: 'Security', about: 'Who may do what' },
]

export const LESSONS: readonly string[] = [
  'cluster-basics',
  'predictable-demands',
  'declarative-deployment',
  'health-probe',
  'managed-lifecycle',
  'automated-placement',
]

/** Views a step may open; the page has one of each name. */
export const STEP_VIEWS: readonly string[] = [
  'cluster',
  'timeline',
  'rollout',
  'autoscale',
  'scheduling',
  'network',
  'compare',
]
