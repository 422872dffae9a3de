/** From what was chosen for each field to the edits of the file that make it so. Pure. */
import type { DocumentConflict, FieldConflict, FieldEdit, FieldPath } from '../../../../engine/protocol/edit.ts'

export type Choice = 'mine' | 'theirs' | 'takeOver' | 'giveUp' | 'coOwn'

export const CHOICES: Readonly<Record<DocumentConflict['about'], readonly { id: Choice; title: string }[]>> = {
  version: [
    { id: 'mine', title: 'keep mine' },
    { id: 'theirs', title: 'take theirs' },
  ],
  managers: [
    { id: 'takeOver', title: 'take over' },
    { id: 'giveUp', title: 'give up' },
    { id: 'coOwn', title: 'own together' },
  ],
}

/** Merging: each keeps what only one of them changed; what both changed stays the file's until somebody says otherwise. */
export const merged = (about: DocumentConflict['about'], { isMine }: FieldConflict): Choice =>
  about === 'managers' ? 'takeOver' : isMine ? 'mine' : 'theirs'

export interface Resolution {
  edits: FieldEdit[]
  /** Fields are taken over from their managers. */
  force: boolean
}

export function resolution(conflict: DocumentConflict, choiceOf: (field: FieldConflict) => Choice): Resolution {
  const sets: FieldEdit[] = []
  const removes: FieldPath[] = []
  const ends = endsOf(conflict.fields)
  for (const field of conflict.fields) {
    const choice = choiceOf(field)
    if (choice === 'giveUp' || (choice === 'theirs' && field.theirs === undefined)) removes.push(field.path)
    else if (choice === 'theirs' || choice === 'coOwn') sets.push({ set: placeOf(field, ends), value: field.theirs })
  }
  const version: FieldEdit[] =
    conflict.about === 'version' ? [{ set: ['metadata', 'resourceVersion'], value: conflict.resourceVersion }] : []
  return {
    // From the end, so that a position still means what it meant.
    edits: [...version, ...sets, ...removes.reverse().map((remove): FieldEdit => ({ remove }))],
    force: conflict.about === 'managers' && conflict.fields.some((field) => choiceOf(field) === 'takeOver'),
  }
}

/** Items that only they have go to the list's end, one after the other, whichever of them are taken. */
function placeOf({ path, mine }: FieldConflict, ends: Map<string, number>): FieldPath {
  const last = path.at(-1)
  const list = JSON.stringify(path.slice(0, -1))
  const end = ends.get(list)
  if (mine !== undefined || typeof last !== 'number' || end === undefined) return path
  ends.set(list, end + 1)
  return [...path.slice(0, -1), end]
}

/** Where each list ends in the file that somebody else added to. */
function endsOf(fields: readonly FieldConflict[]): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { path, mine } of fields) {
    const [list, last] = [JSON.stringify(path.slice(0, -1)), path.at(-1)]
    if (mine === undefined && typeof last === 'number') ends.set(list, Math.min(last, ends.get(list) ?? last))
  }
  return ends
}
