/** What commands return beside their status. */

/** Instead of an exit status: the command waits, and has said for what (`call.wait…`). */
export const BLOCKED = -1
