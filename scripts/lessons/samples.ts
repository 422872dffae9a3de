/** The samples of the chapters, as files: `<slug>.yaml`, whose first line says what it shows, and why the others have none. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LESSONS_FOLDER } from './read.ts'

export const SAMPLES_FOLDER = join(LESSONS_FOLDER, 'samples')

export const readSample = (slug: string): string => readFileSync(join(SAMPLES_FOLDER, `${slug}.yaml`), 'utf8')

/** Slug → what the sample shows. */
export const sampleTitles = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(SAMPLES_FOLDER)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => name.slice(0, -'.yaml'.length))
      .map((slug) => [slug, readSample(slug).split('\n')[0]?.slice('# '.length) ?? '']),
  )

/** Slug → the parts its sample waits for. */
export const samplesMissing = (): Record<string, string> =>
  JSON.parse(readFileSync(join(SAMPLES_FOLDER, 'missing.json'), 'utf8')) as Record<string, string>
