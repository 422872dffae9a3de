/**
 * Lessons for the page: `virtual:lessons` is the chapter map, `virtual:lesson/<slug>` one lesson, `virtual:sample/<slug>` the sample of a
 * chapter, each a chunk of its own; `virtual:lesson-uses` says which steps use which words. A mistake in
 * a lesson fails the build, with every mistake named.
 */
import type { Plugin } from 'vite'
import { cardOf } from '../../lessons/compile/lesson.ts'
import { usesOf } from '../../lessons/reference/uses.ts'
import { LESSONS } from '../../lessons/list.ts'
import { LESSONS_FOLDER, readLesson, readLessons } from './read.ts'
import { readSample, sampleTitles, samplesMissing } from './samples.ts'

const MAP = 'virtual:lessons'
const ONE = 'virtual:lesson/'
const USES = 'virtual:lesson-uses'
const SAMPLE = 'virtual:sample/'
/** Marks an id as ours alone. */
const OWN = '\0'

function mapModule(): string {
  const titles = sampleTitles()
  return [
    `export const cards = ${JSON.stringify(readLessons().map(cardOf))}`,
    `export const loads = ${loadsOf(LESSONS, ONE)}`,
    `export const samples = ${JSON.stringify(titles)}`,
    `export const samplesMissing = ${JSON.stringify(samplesMissing())}`,
    `export const sampleLoads = ${loadsOf(Object.keys(titles), SAMPLE)}`,
  ].join('\n')
}

const loadsOf = (slugs: readonly string[], module: string): string =>
  `{ ${slugs.map((slug) => `${JSON.stringify(slug)}: () => import(${JSON.stringify(module + slug)})`).join(', ')} }`

export function lessons(): Plugin {
  return {
    name: 'drydock:lessons',
    resolveId: (id) =>
      id === MAP || id === USES || id.startsWith(ONE) || id.startsWith(SAMPLE) ? OWN + id : undefined,
    load(id) {
      if (id === OWN + MAP) return mapModule()
      if (id === OWN + USES) return `export const uses = ${JSON.stringify(usesOf(readLessons()))}`
      if (id.startsWith(OWN + SAMPLE))
        return `export default ${JSON.stringify(readSample(id.slice(OWN.length + SAMPLE.length)))}\n`
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
