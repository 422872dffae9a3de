/** All commands, in the order of kubectl's own help. A new one is a file in verbs/ (or create/) and a line here. */
import { annotate } from './verbs/annotate.ts'
import { apply } from './verbs/apply.ts'
import { create } from './verbs/createfiles.ts'
import { describe } from './verbs/describe.ts'
import { get } from './verbs/get.ts'
import { label } from './verbs/label.ts'
import { patch } from './verbs/patch.ts'
import { remove } from './verbs/delete.ts'
import { replace } from './verbs/replace.ts'
import { scale } from './verbs/scale.ts'
import type { Verb } from './verb.ts'

export const verbs: readonly Verb[] = [create, get, describe, remove, scale, patch, replace, apply, label, annotate]
