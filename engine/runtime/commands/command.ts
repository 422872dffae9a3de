/** What commands return beside their status. */

/** Instead of an exit status: the command waits, and has said for what (`call.wait…`). */
export const BLOCKED = -1

/** Thrown by `contents` of a pipe that others still write to: the command is called again when one of them has ended. */
export class PipeUnfinished extends Error {}
