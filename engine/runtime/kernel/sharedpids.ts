/**
 * One namespace of process numbers for all containers of a Pod (shareProcessNamespace): process 1 is the Pod's own
 * `/pause`, each container's processes have numbers of a range of their own, and everybody sees, reads and signals
 * everybody's.
 */
import type { MountPoint } from '../files/view.ts'
import { Volume } from '../files/volume.ts'
import type { Container } from './container.ts'
import type { Kernel } from './contract.ts'
import { ROOT_DISK } from './limits.ts'

/** Numbers of the first container, and of each that starts after it. */
const FIRST = 7
const RANGE = 100_000

/** What process 1 of a shared namespace is. */
export const PAUSE = '/pause'

/** Where the numbers of a container begin that is the nth of its Pod to start. */
export const firstPidOf = (started: number): number => FIRST + started * RANGE

/** The other containers of a Pod that shares its process numbers, those that run. */
export function roommates(k: Kernel, c: Readonly<Container>): Container[] {
  if (c.firstPid === 1) return NOBODY
  return k.neighbours(c).flatMap((number) => {
    const other = number === c.number ? undefined : k.containers.own(number)
    if (other === undefined || other.ending) return NOBODY
    k.rouse(other)
    return [other]
  })
}

/** The container that a number belongs to, seen from one of the Pod's. */
export function ownerOf(k: Kernel, c: Container, pid: number): Container | undefined {
  if (has(c, pid)) return c
  return roommates(k, c).find((other) => has(other, pid))
}

const has = (c: Container, pid: number): boolean =>
  c.process(pid)?.isZombie === false || (pid === c.firstPid && c.state !== undefined)

/** Everybody's files are below `/proc/<number>/root`. */
export function rootsOf(
  k: Kernel,
  c: Readonly<Container>,
  mounts: ReadonlyMap<string, MountPoint>,
): ReadonlyMap<string, MountPoint> {
  const others = roommates(k, c)
  if (others.length === 0) return mounts
  const all = new Map(mounts)
  for (const other of others) {
    if (other.root < 0) other.root = k.newVolume(new Volume(k.treeFor(other), ROOT_DISK))
    const pids = new Set([other.firstPid, ...other.processes.map(({ pid }) => pid)])
    for (const pid of pids) {
      const path = `/proc/${pid}/root`
      all.set(path, { path, volume: other.root, ino: 0, readOnly: false })
    }
  }
  return all
}

const NOBODY: Container[] = []
