/**
 * A runnable sample for every chapter, out of the corpus that proves how manifests behave (`npx vitest run -u lessons/samples.test.ts`
 * writes the files anew). A chapter whose parts are missing says which.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Cluster } from '../engine/cluster.ts'
import { CORPUS, NOT_BUILT } from '../engine/testing/corpus/list.ts'
import { doMove } from '../engine/workers/lesson/moves.ts'
import { SAMPLES_FOLDER } from '../scripts/lessons/samples.ts'
import { CHAPTERS } from './chapters.ts'

const slugOf = (chapter: string): string => CHAPTERS[Number.parseInt(chapter, 10)]?.slug ?? chapter

const samples = Object.entries(CORPUS).flatMap(([chapter, [first]]) =>
  first ? [{ slug: slugOf(chapter), text: `# ${first.title}\n${first.manifests.trim()}\n` }] : [],
)
const missing = Object.fromEntries(Object.entries(NOT_BUILT).map(([chapter, why]) => [slugOf(chapter), why]))

describe('samples', () => {
  it('every chapter has one, or says what it waits for', async () => {
    const slugs = [...samples.map(({ slug }) => slug), ...Object.keys(missing)]
    expect(slugs.sort()).toEqual(CHAPTERS.map(({ slug }) => slug).sort())
    expect(readdirSync(SAMPLES_FOLDER).filter((name) => name.endsWith('.yaml'))).toHaveLength(samples.length)
    await expect(`${JSON.stringify(missing, undefined, 2)}\n`).toMatchFileSnapshot(join(SAMPLES_FOLDER, 'missing.json'))
  })

  it.each(samples)('$slug is the corpus’s, and is taken by a cluster as the page has it', async ({ slug, text }) => {
    await expect(text).toMatchFileSnapshot(join(SAMPLES_FOLDER, `${slug}.yaml`))
    expect(() => doMove(new Cluster(), { do: 'apply', text, file: `${slug}.yaml` })).not.toThrow()
  })
})
