/** What a container may use before it is slowed down or stopped, and what work costs in virtual time. */

/** Microseconds of CPU: an instruction of a shell, starting a program, forking. */
export const INSTRUCTION = 4
export const EXEC = 800
export const FORK = 400
/** A turn: what a process may use before its time must pass. Bounds the work of one step. */
export const TURN = 8_000
/** Processes a container may have. */
export const MAX_PROCESSES = 512
/** CPU of a node that a container without limit may use, in thousandths. */
export const UNLIMITED_MILLI = 4000
/** What processes may hold when there is no limit. */
export const UNLIMITED_BYTES = 256 * 1024 * 1024
/** What a node lets one container's files grow to. */
/** The kubelet hears of a volume whenever it has grown by so much. */
export const TELL_BYTES = 1024 * 1024
export const ROOT_DISK = { capacityBytes: 8 * 1024 * 1024 * 1024 }
/** A shell or command at rest. */
export const PROCESS_BYTES = 600_000
