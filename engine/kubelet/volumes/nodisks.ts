/** The disks of a runtime without files: what a test's own runtime gets. Sources are checked all the same. */
import type { Volumes } from '../../core/files.ts'

export const NO_DISKS: Volumes = {
  createVolume: () => 0,
  removeVolume() {},
  projectFiles: () => false,
  writeVolumeFile() {},
  makeVolumeDirectory() {},
  readVolumeFile: () => undefined,
  kindInVolume: () => undefined,
  listVolume: () => undefined,
  removeVolumeFile: () => false,
  awaitWrite() {},
  volumeBytes: () => 0,
}
