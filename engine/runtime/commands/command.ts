/** What commands return beside their status. */

/** Instead of an exit status: the command waits, and has said for what (`call.wait…`). */
export const BLOCKED = -1

/** Thrown by `contents` of a pipe that others still write to: the command is called again when one of them has ended. */
export class PipeUnfinished extends Error {}

/** Thrown where a command cannot go on: the kernel says the message under its name and it ends with the status. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message)
  }
}
