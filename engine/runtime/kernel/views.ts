/** What processes see of files, environment, terminals and chance: the part of the kernel that only answers. */
import { PagedInts } from '../../core/paged.ts'
import { hash32 } from '../../core/random.ts'
import { Records } from '../../core/records.ts'
import { rootsOf } from './sharedpids.ts'
import { ROOT_DISK, TELL_BYTES } from './limits.ts'
import type { Kernel, RuntimeHost } from './contract.ts'
import type { BaseTree } from '../files/basetree.ts'
import { contentOf, type Inode } from '../files/inode.ts'
import { FileView, type MountPoint, type Namespace } from '../files/view.ts'
import { KUBELET, Volume } from '../files/volume.ts'
import type { Environment } from '../shell/state.ts'
import { Container } from './container.ts'
import { containerEnvironment } from './environment.ts'
import { isFileOpen, openOf } from './io.ts'
import { DEFAULT_TERMINATION_LOG, managedFile, treeOf, untouched } from './namespaces.ts'
import { NULL, STDERR, STDOUT } from './open.ts'
import { FILES, Process } from './process.ts'
import { procFile } from './procfs.ts'
import { Sessions } from './sessions.ts'

export abstract class KernelViews {
  abstract readonly host: RuntimeHost
  abstract readonly containers: Records<Container>
  abstract readonly volumes: Records<Volume>
  abstract readonly sessions: Sessions
  abstract listener: Kernel['listener']
  protected abstract readonly wakeHandler: number
  abstract resume(process: Process): void

  /** The instant of a turn that is run when somebody looks; -1: the clock's. */
  protected thenMs = -1

  get nowMs(): number {
    return this.thenMs < 0 ? this.host.clock.nowMs : this.thenMs
  }

  get epochMs(): number {
    return this.host.calendar.epochMs
  }

  newVolume(volume: Volume): number {
    const number = this.counts.add(1, 1)
    this.volumes.put(number, volume)
    return number
  }

  /** [0] containers, [1] volumes ever made. */
  protected abstract readonly counts: PagedInts

  // ------------------------------------------------------------------------------------------------ what processes see

  files(c: Container, process: Process): FileView {
    return new FileView(this.namespace(c, process), process.credentials, process.cwd, process.umask)
  }

  namespace(c: Container, process: Process | undefined): Namespace {
    const tree = () => this.treeFor(c)
    return {
      volumes: this.volumes,
      root: () => (c.root < 0 ? untouched(tree()) : (this.volumes.get(c.root) as Volume)),
      ownRoot: () => {
        if (c.root < 0) c.root = this.newVolume(new Volume(tree(), ROOT_DISK))
        return this.volumes.own(c.root) as Volume
      },
      mounts: c.firstPid === 1 ? (c.mounts ?? NO_MOUNTS) : rootsOf(this as unknown as Kernel, c, c.mounts ?? NO_MOUNTS),
      synthetic: (path) => this.synthetic(c, process, path),
      readOnlyRoot: c.spec.template.security?.readOnlyRootFilesystem === true,
      writable: c.spec.template.terminationMessagePath ?? DEFAULT_TERMINATION_LOG,
      nowMs: this.nowMs,
      isOpen: (volume, ino) => isFileOpen(c, volume, ino),
      wrote: (volume) => this.wrote(c, volume),
    }
  }

  private synthetic(c: Container, process: Process | undefined, path: string): Inode | undefined {
    if (path.startsWith('/etc/')) return managedFile(path, c.spec)
    if (path.startsWith('/proc/') || path.startsWith('/sys/'))
      return procFile(this as unknown as Kernel, c, process, path)
    return undefined
  }

  /** Something was written: probes may see it, and whoever follows a file. */
  private wrote(c: Container, volume: number): void {
    if (c.watched) {
      c.watched = false
      this.listener.changed(c.number)
    }
    const written = volume < 0 ? c.root : volume
    if (written >= 0) {
      const { watchers, bytes, told } = this.volumes.get(written) as Volume
      if (bytes - told >= TELL_BYTES || told - bytes >= TELL_BYTES) this.tell(c, written, bytes)
      if (watchers.length > 0) this.notify(written, watchers)
    }
    if (c.processes.length < 2) return
    for (const process of c.processes) if (process.wait === FILES && process.waitFor === volume) this.resume(process)
  }

  private tell(c: Container, volume: number, bytes: number): void {
    const grew = bytes > (this.volumes.get(volume) as Volume).told
    ;(this.volumes.own(volume) as Volume).told = bytes
    if (grew) this.listener.grew(c.number)
  }

  /** Processes of other containers that follow a shared volume look at it in an event of their own. */
  protected notify(volume: number, watchers: readonly number[]): void {
    ;(this.volumes.own(volume) as Volume).watchers = NO_NUMBERS
    for (const number of watchers) {
      if (number === KUBELET) {
        this.listener.volumeWritten(volume)
        continue
      }
      const other = this.containers.own(number)
      if (other === undefined || other.ending) continue
      if (other.watched) {
        other.watched = false
        this.listener.changed(number)
      }
      for (const process of other.processes) {
        if (process.wait !== FILES || process.waitFor !== volume || process.ticket >= 0) continue
        process.wakeMs = this.nowMs
        process.ticket = this.host.clock.at(this.nowMs, this.wakeHandler, number, process.pid)
      }
    }
  }

  /** A container wants to hear when a volume changes. */
  watchVolume(c: Container, volume: number): void {
    if (volume < 0) return
    const known = (this.volumes.get(volume) as Volume).watchers
    if (!known.includes(c.number)) (this.volumes.own(volume) as Volume).watchers = known.concat(c.number)
  }

  environment(c: Container, process: Process): Environment {
    return process.environment ?? containerEnvironment(c.spec, c.image, homeOf(process.credentials.uid))
  }

  writeLog(c: Container, isError: boolean, data: string): void {
    c.write(isError, data, this.nowMs)
    for (const session of c.attached) this.sessions.write(session, isError, data)
  }

  isTerminal(c: Container, n: number): boolean {
    const open = openOf(c, n)
    if (open?.kind === 'sessionIn' || open?.kind === 'sessionOut') return this.sessions.get(open.session)?.tty === true
    return open?.kind === 'log' && c.spec.template.tty === true
  }

  /** What is read from /dev/stdin and descriptors by path; undefined for any other path. */
  specialContents(c: Container, process: Process, path: string, fds: readonly number[]): string | undefined {
    const match = /^\/(?:dev\/(?:fd\/)?|proc\/self\/fd\/)(stdin|\d+)$/.exec(path)
    if (match === null) return undefined
    const n = fds[match[1] === 'stdin' ? 0 : Number(match[1])] ?? -1
    const open = openOf(c, n)
    if (open?.kind === 'text') return open.text.slice(open.offset)
    if (open?.kind !== 'file') return open?.kind === 'pipeRead' ? (c.pipes?.get(open.pipe)?.data ?? '') : undefined
    const inode = this.files(c, process).volume(open.volume).inode(open.ino)
    return inode?.kind === 'file' ? contentOf(inode).slice(open.offset) : ''
  }

  /** Bits of the container's own chance: a hash of the seed, the container and a count, so that no stream is kept. */
  randomBits(c: Container): number {
    c.draws++
    return hash32(this.host.random.seed, c.number, c.draws)
  }

  randomBytes(c: Container, count: number): string {
    let text = ''
    while (text.length < count) {
      const bits = this.randomBits(c)
      text += String.fromCharCode(bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >>> 24)
    }
    return text.slice(0, count)
  }

  /** Descriptors of a container's main process. */
  get standardFds(): readonly number[] {
    return STANDARD_FDS
  }

  treeFor(c: Container): BaseTree {
    c.tree ??= treeOf(c.image, c.spec)
    return c.tree
  }
}

const NO_MOUNTS: ReadonlyMap<string, MountPoint> = new Map()
const NO_NUMBERS: readonly number[] = []
const STANDARD_FDS: readonly number[] = [NULL, STDOUT, STDERR]

const homeOf = (uid: number): string => (uid === 0 ? '/root' : '/')
