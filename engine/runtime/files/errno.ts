/** Why a system call failed, by its name in errno.h, and what strerror says of it. */

export type Errno = keyof typeof MESSAGES

const MESSAGES = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  ELOOP: 'Too many levels of symbolic links',
  EXDEV: 'Invalid cross-device link',
  EINVAL: 'Invalid argument',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  ENAMETOOLONG: 'File name too long',
  ENOEXEC: 'Exec format error',
  EAGAIN: 'Resource temporarily unavailable',
  ENOTTY: 'Inappropriate ioctl for device',
  EADDRINUSE: 'Address already in use',
  ENXIO: 'No such device or address',
} as const

/** The C library's words for an error. */
export const strerror = (errno: Errno): string => MESSAGES[errno]

/** Thrown by file operations; never leaves the runtime. */
export class FileError extends Error {
  constructor(readonly errno: Errno) {
    super(MESSAGES[errno])
  }
}

const made = new Map<Errno, FileError>()

/** The error of a name: one object each, as making a stack trace for every file that is not there would be dear. */
export function fileError(errno: Errno): FileError {
  let error = made.get(errno)
  if (error === undefined) made.set(errno, (error = new FileError(errno)))
  return error
}

/** Runs a file operation and gives its result, or the error it failed with as its name. */
export function attempt<T>(operation: () => T): { value: T; errno?: undefined } | { errno: Errno; value?: undefined } {
  try {
    return { value: operation() }
  } catch (error) {
    if (error instanceof FileError) return { errno: error.errno }
    throw error
  }
}
