/** Where the page is, as its fragment says it: `#home`, `#lesson=health-probe&step=slow-start`, `#cluster` or nothing for the playground. */

export type Route = { page: 'home' } | { page: 'lesson'; slug: string; step?: string } | { page: 'cluster' }

const NAME = /^[a-z0-9-]{1,60}$/

/** What a fragment asks for; anything it does not understand is the playground. */
export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, '')
  if (text === 'home') return { page: 'home' }
  const query = new URLSearchParams(text)
  const slug = query.get('lesson') ?? ''
  const step = query.get('step') ?? ''
  if (!NAME.test(slug)) return { page: 'cluster' }
  return { page: 'lesson', slug, ...(NAME.test(step) ? { step } : {}) }
}

export function formatRoute(route: Route): string {
  if (route.page === 'home') return '#home'
  if (route.page === 'cluster') return '#cluster'
  return `#lesson=${route.slug}${route.step ? `&step=${route.step}` : ''}`
}
