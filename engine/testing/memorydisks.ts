/** Volumes as plain maps of files, for tests of who mounts what with what in it. */
import type { FileKind, ProjectedFile, VolumeOptions, Volumes } from '../core/files.ts'

export class MemoryDisks implements Volumes {
  readonly volumes = new Map<number, { options: VolumeOptions; files: Map<string, string>; swaps: number }>()
  private count = 0

  createVolume(options: VolumeOptions = {}): number {
    this.volumes.set(this.count, { options, files: new Map(), swaps: 0 })
    return this.count++
  }

  removeVolume(volume: number): void {
    this.volumes.delete(volume)
  }

  projectFiles(volume: number, files: readonly ProjectedFile[]): boolean {
    const held = this.held(volume)
    held.files = new Map(files.map(({ path, data }) => [path, data]))
    held.swaps++
    return true
  }

  writeVolumeFile(volume: number, path: string, data: string): void {
    this.held(volume).files.set(path, data)
  }

  makeVolumeDirectory(volume: number, path: string): void {
    this.held(volume).files.set(`${path}/`, '')
  }

  readVolumeFile(volume: number, path: string): string | undefined {
    return this.held(volume).files.get(path)
  }

  kindInVolume(volume: number, path: string): FileKind | undefined {
    const { files } = this.held(volume)
    return files.has(`${path}/`) ? 'directory' : files.has(path) ? 'file' : undefined
  }

  listVolume(volume: number, path: string): string[] {
    const below = [...this.held(volume).files.keys()].filter((name) => name.startsWith(`${path}/`))
    return [...new Set(below.map((name) => name.slice(path.length + 1).split('/')[0] as string))].filter(Boolean).sort()
  }

  removeVolumeFile(volume: number, path: string): boolean {
    return this.held(volume).files.delete(path)
  }

  awaitWrite(): void {}

  volumeBytes(volume: number): number {
    return [...this.held(volume).files.values()].reduce((sum, data) => sum + data.length, 0)
  }

  private held(volume: number) {
    const held = this.volumes.get(volume)
    if (held === undefined) throw new Error(`no volume ${volume}`)
    return held
  }
}
