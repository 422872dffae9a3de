/**
 * Volumes, as the kubelet gives them to containers: the seam between engine/kubelet (which volume, when, with what in
 * it) and engine/runtime (files, permissions, what processes read and write).
 *
 * A volume is known by number and outlives containers: the kubelet makes it, mounts it in as many containers as it
 * likes, and removes it. Its number is only a name; volumes are checkpointed with the runtime.
 */

export interface VolumeOptions {
  /** Mode of the root directory; 0o777 for an emptyDir, 0o755 otherwise. */
  mode?: number
  /** Group that owns what is in it (fsGroup): files are made group-owned, directories set-gid. */
  fsGroup?: number
  /** Writing more than this fails with `No space left on device`; undefined: no limit but the node's. */
  capacityBytes?: number
  /** What `df` and `mount` call it, e.g. `tmpfs` or `/dev/sda1`. */
  device?: string
  /** It shows what this image holds. */
  image?: string
}

/** One file of a projected tree (configMap, secret, downwardAPI, token). */
export interface ProjectedFile {
  /** Below the volume's root, e.g. `conf/app.properties`. */
  path: string
  /** Its bytes (core/bytes). */
  data: string
  /** 0o644 unless said. */
  mode?: number
}

/** Where a container sees a volume. */
export interface Mount {
  /** Absolute path in the container. */
  path: string
  volume: number
  /** Path below the volume's root; resolved when the container starts, so later swaps of a projected tree do not show. */
  subPath?: string
  readOnly?: boolean
}

/** What kind of thing stands at a path of a volume. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'other'

export interface Volumes {
  createVolume(options?: VolumeOptions): number
  /** Forgets a volume and what is in it. */
  removeVolume(volume: number): void
  /**
   * Makes the volume show exactly these files, as kubelet's AtomicWriter does: a new `..2025_01_01…` directory, then
   * `..data` is swapped to it; names at the top are symlinks through `..data`. Says whether anything differs from before.
   */
  projectFiles(volume: number, files: readonly ProjectedFile[]): boolean
  /** Writes one plain file, making its directories; for hostPath trees, image volumes and termination logs. @param zeros bytes of zero behind the data */
  writeVolumeFile(volume: number, path: string, data: string, mode?: number, zeros?: number): void
  /** Makes a directory and its parents, unless it is there. */
  makeVolumeDirectory(volume: number, path: string, mode?: number): void
  /** Bytes of a file; undefined when there is none. Symlinks are followed. */
  readVolumeFile(volume: number, path: string): string | undefined
  kindInVolume(volume: number, path: string): FileKind | undefined
  /** Names in a directory, sorted; undefined when there is none. */
  listVolume(volume: number, path: string): string[] | undefined
  /** Removes a file; says whether there was one. */
  removeVolumeFile(volume: number, path: string): boolean
  /** The listener's `volumeWritten` is called at the next change of the volume, once. */
  awaitWrite(volume: number): void
  /** Bytes used, for sizeLimit, ephemeral storage and metrics. */
  volumeBytes(volume: number): number
}
