/** The worker's side of writing a step: reads drafts as `npm run lesson` would, plays their proofs, packs and unpacks folders. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { draftOf, folderOf } from '../../../lessons/author/folder.ts'
import { compileLesson } from '../../../lessons/compile/lesson.ts'
import type { Lesson } from '../../../lessons/lesson.ts'
import { Cluster } from '../../cluster.ts'
import type { AuthorCommand, AuthorReply, Draft, DraftFile } from '../../protocol/author.ts'
import { proofsOf } from '../../testing/lessons/prove.ts'
import { doMove, runFor } from '../lesson/moves.ts'
import { suggestChecks } from './suggest.ts'

const SETTLE_MS = 20_000
const SLUG = /^[a-z][a-z0-9-]{0,59}$/
/** A folder that holds more is no lesson. */
const MOST_FILES = 200
const MOST_BYTES = 1_000_000

/** Never throws: whatever a draft or a file holds, the answer says what is wrong with it. */
export function author(cluster: Cluster, command: AuthorCommand): AuthorReply {
  try {
    return answered(cluster, command)
  } catch (error) {
    return { problems: (error instanceof Error ? error.message : String(error)).split('\n') }
  }
}

function answered(cluster: Cluster, command: AuthorCommand): AuthorReply {
  switch (command.do) {
    case 'suggest':
      return { checks: suggestChecks(cluster, startOf(cluster, command.files)) }
    case 'compile':
      return { lesson: read(command.draft) }
    case 'prove':
      return proved(read(command.draft), command.at)
    case 'pack':
      return packed(command.draft)
    case 'open':
      return { draft: unpacked(command.bytes) }
  }
}

/** The start of the step, on machines like those of the shown cluster. @throws Error when a file is refused */
function startOf(cluster: Cluster, files: readonly DraftFile[]): Cluster {
  const start = new Cluster(cluster.log().config)
  for (const { name, text } of files) doMove(start, { do: 'apply', text, file: name })
  runFor(start, SETTLE_MS, { look() {}, tell() {} })
  return start
}

/** @throws Error naming every mistake */
function read(draft: Draft): Lesson {
  if (!SLUG.test(draft.slug)) throw new Error('The name of the folder is small letters, digits and hyphens.')
  return compileLesson(draft.slug, folderOf(draft))
}

function proved(lesson: Lesson, at: number): AuthorReply {
  const proofs = lesson.steps.flatMap((step) => proofsOf(lesson, step, [1]))
  const proof = proofs[at]
  if (!proof) return { problems: ['There is no such proof.'] }
  return { proof: { what: proof.what, problems: tried(() => proof.problems()), of: proofs.length } }
}

function tried(problems: () => string[]): string[] {
  try {
    return problems()
  } catch (error) {
    return [(error as Error).message]
  }
}

function packed(draft: Draft): AuthorReply {
  const lesson = read(draft)
  const files = [...folderOf(draft)].map(([path, text]) => [`${lesson.slug}/${path}`, strToU8(text)] as const)
  // No host time in the file: the same draft is the same bytes.
  return { zip: zipSync(Object.fromEntries(files), { mtime: EPOCH_REAL_MS }) }
}

/** The oldest that zip knows. */
const EPOCH_REAL_MS = 315_619_200_000
const PATH = /^([a-z][a-z0-9-]{0,59})\/((?:[\w-][\w.-]{0,99}\/){0,2}[\w-][\w.-]{0,99})$/

/** @throws Error when it is no lesson's folder, or one with more than fits the desk */
function unpacked(bytes: Uint8Array): Draft {
  if (bytes.length > MOST_BYTES) throw new Error(`It has more than ${MOST_BYTES / 1e6} MB.`)
  let [count, size] = [0, 0]
  const entries = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (name.endsWith('/')) return false
      count += 1
      size += originalSize
      if (count > MOST_FILES || size > MOST_BYTES) throw new Error('It holds more than a lesson.')
      if (!PATH.test(name)) throw new Error(`A lesson has no file ${name.slice(0, 80)}.`)
      return true
    },
  })
  const paths = Object.entries(entries).map(([name, text]) => [...(PATH.exec(name) ?? []).slice(1), strFromU8(text)])
  const slugs = [...new Set(paths.map(([slug]) => slug ?? ''))]
  if (slugs.length !== 1) throw new Error('It is not the folder of one lesson.')
  const files = new Map(paths.map(([, path = '', text = '']) => [path, text]))
  return draftOf(compileLesson(slugs[0] ?? '', files))
}
