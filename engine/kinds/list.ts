/** All built-in kinds, in the order of their tables. A new one is a file beside this and a line here. */
import type { KindDefinition } from '../api/kind.ts'

export const kinds: readonly KindDefinition[] = []
