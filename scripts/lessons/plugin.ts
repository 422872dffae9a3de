/**
 * Lessons for the page: `virtual:lessons` is the chapter map, `virtual:lesson/<slug>` one lesson, a chunk of its own. A mistake in
 * a lesson fails the build, with every mistake named.
 */
import type { Plugin } from 'vite'
import { cardOf } from '../../lessons/compile/lesson.ts'
import { LESSONS } from '../../lessons/list.ts'
import { LESSONS_FOLDER, readLesson, readLessons } from './read.ts'

const MAP = 'virtual:lessons'
const ONE = 'virtual:lesson/'
/** Marks an id as ours alone. */
const OWN = '\0'

function mapModule(): string {
  const loads = LESSONS.map((slug) => `${JSON.stringify(slug)}: () => import(${JSON.stringify(ONE + slug)})`)
  return `export const cards = ${JSON.stringify(readLessons().map(cardOf))}\nexport const loads = { ${loads.join(', ')} }\n`
}

export function lessons(): Plugin {
  return {
    name: 'drydock:lessons',
    resolveId: (id) => (id === MAP || id.startsWith(ONE) ? OWN + id : undefined),
    load(id) {
      if (id === OWN + MAP) return mapModule()
      if (!id.startsWith(OWN + ONE)) return undefined
      return `export default ${JSON.stringify(readLesson(id.slice(OWN.length + ONE.length)))}\n`
    },
    configureServer: (server) => {
      server.watcher.add(LESSONS_FOLDER)
    },
    handleHotUpdate: ({ file, server }) => {
      if (file.startsWith(LESSONS_FOLDER)) server.ws.send({ type: 'full-reload' })
    },
  }
}
