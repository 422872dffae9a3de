/**
 * Statements in the shape of xAPI 1.0.3, for the embedding page to send to its learning platform. The actor is left out: who learns is the
 * page's knowledge, not ours.
 */
const VERBS = {
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
} as const
const LESSON = 'http://adlnet.gov/expapi/activities/lesson'
const COURSE = 'http://adlnet.gov/expapi/activities/course'
/** Extensions are named by addresses below the site's own. */
const EXTENSION = 'xapi/'

export type Verb = keyof typeof VERBS

interface Activity {
  objectType: 'Activity'
  id: string
  definition: { type: string; name: Record<string, string> }
}

export interface Statement {
  id: string
  /** RFC 3339, real time. */
  timestamp: string
  verb: { id: string; display: Record<string, string> }
  object: Activity
  result?: { success?: boolean; completion?: boolean; duration?: string; extensions?: Record<string, unknown> }
  context: { platform: 'Drydock'; revision: string; contextActivities?: { parent: Activity[] } }
}

export interface StatementHost {
  /** Address of the site, ends in a slash. */
  site: string
  engine: string
  nowReal(): number
  uuid(): string
}

export interface Learned {
  verb: Verb
  lesson: { slug: string; title: string }
  /** Absent when it is about the lesson as a whole. */
  step?: { id: string; title: string }
  /** Virtual ms spent on it. */
  spentMs?: number
  hints?: number
}

export function statementOf(host: StatementHost, { verb, lesson, step, spentMs, hints }: Learned): Statement {
  const whole = activity(`${host.site}#lesson=${lesson.slug}`, lesson.title, COURSE)
  const part = step && activity(`${host.site}#lesson=${lesson.slug}&step=${step.id}`, step.title, LESSON)
  const known = { ...(spentMs === undefined ? {} : { virtualMs: spentMs }), ...(hints === undefined ? {} : { hints }) }
  const extensions = Object.fromEntries(
    Object.entries(known).map(([name, value]) => [`${host.site}${EXTENSION}${name}`, value]),
  )
  return {
    id: host.uuid(),
    timestamp: new Date(host.nowReal()).toISOString(),
    verb: { id: VERBS[verb], display: { en: verb } },
    object: part ?? whole,
    ...(verb === 'initialized'
      ? {}
      : { result: { success: true, completion: true, ...(Object.keys(known).length > 0 ? { extensions } : {}) } }),
    context: {
      platform: 'Drydock',
      revision: host.engine,
      ...(part ? { contextActivities: { parent: [whole] } } : {}),
    },
  }
}

const activity = (id: string, name: string, type: string): Activity => ({
  objectType: 'Activity',
  id,
  definition: { type, name: { en: name } },
})
