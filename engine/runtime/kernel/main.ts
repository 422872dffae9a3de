/** Process 1 of a container: the image's program, or what the manifest says instead. */
import type { Kernel } from './contract.ts'
import { toBytes } from '../../core/bytes.ts'
import type { Mount } from '../../core/files.ts'
import type { ProcessExit } from '../../core/runtime.ts'
import { attempt } from '../files/errno.ts'
import type { Credentials } from '../files/inode.ts'
import type { ImageDefinition } from '../program.ts'
import type { MountPoint } from '../files/view.ts'
import { mountPoints } from '../files/volumes.ts'
import { attachableFds } from './sessionstart.ts'
import type { Container } from './container.ts'
import { NativeFrame } from './frames.ts'
import { mainArgv, NO_STATE, takeTurn, worldOf } from './natives.ts'
import { Process } from './process.ts'
import { become } from './spawn.ts'

/** Who a container's processes are: the manifest's user, else the image's. */
export function credentialsOf(c: Readonly<Container>): Credentials {
  const { template } = c.spec
  let known = users.get(template)
  if (known === undefined || known.image !== c.image)
    users.set(template, (known = { image: c.image, credentials: userOf(c), argv: argvOf(c) }))
  return known.credentials
}

/** What all containers of a template share; no state. */
const users = new WeakMap<object, { image: ImageDefinition; credentials: Credentials; argv: readonly string[] }>()

function userOf(c: Readonly<Container>): Credentials {
  const { security } = c.spec.template
  const [imageUid = 0, imageGid = 0] = (c.image.user ?? '0:0').split(':').map(Number)
  const uid = security?.runAsUser ?? imageUid
  const gid = security?.runAsGroup ?? (security?.runAsUser === undefined ? imageGid : 0)
  const dropped = security?.capabilities?.drop ?? []
  const added = security?.capabilities?.add ?? []
  const all = dropped.includes('ALL') || dropped.includes('DAC_OVERRIDE')
  const overrides = uid === 0 && (security?.privileged === true || !all || added.includes('DAC_OVERRIDE'))
  return { uid, gid, groups: security?.groups ?? NO_GROUPS, overrides }
}

const NO_GROUPS: readonly number[] = []

/** Starts what the container is for. */
export function startMain(k: Kernel, c: Container): void {
  const { template, mounts } = c.spec
  if (mounts !== undefined && mounts.length > 0) c.mounts = pointsOf(k, mounts)
  const { program } = c.image
  if (c.firstPid !== 1) c.nextPid = c.firstPid
  if (program !== undefined && template.command === undefined) startNative(k, c)
  else startProcess(k, c)
}

/** Most containers mount the same list as all of their template: then what it comes to is shared, too. */
const shared = new WeakMap<readonly Mount[], ReadonlyMap<string, MountPoint>>()

function pointsOf(k: Kernel, mounts: readonly Mount[]): ReadonlyMap<string, MountPoint> {
  const known = shared.get(mounts)
  if (known !== undefined) return known
  const points = mountPoints(k, mounts)
  const isFixed = points.size === mounts.length && mounts.every(({ subPath = '' }) => subPath === '')
  if (isFixed) shared.set(mounts, points)
  return points
}

function startNative(k: Kernel, c: Container): void {
  const program = c.image.program as NonNullable<typeof c.image.program>
  const world = worldOf(k, c, mainArgv(c))
  const up = program.startUpMs(world)
  c.isNative = true
  if (c.firstPid !== 1) c.nextPid = c.firstPid + 6
  c.listensAtMs = up < 0 ? -1 : k.nowMs + up + k.tuning(c).startDelayMs
  const turn = program.start?.(world)
  c.state = turn?.state ?? NO_STATE
  if (turn !== undefined) takeTurn(k, c, turn, undefined)
}

const argvOf = ({ spec: { template }, image }: Readonly<Container>): readonly string[] =>
  [
    ...(template.command ?? image.entrypoint ?? []),
    ...(template.args ?? (template.command === undefined ? (image.cmd ?? []) : [])),
  ].map(toBytes)

function startProcess(k: Kernel, c: Container): void {
  const { template } = c.spec
  const credentials = credentialsOf(c)
  const argv = users.get(template)?.argv ?? []
  const cwd = template.workingDir ?? c.image.workingDir ?? '/'
  const process = new Process(c.nextPid++, 0, argv, credentials, cwd, attachableFds(k, c))
  process.startedAtMs = k.nowMs
  c.processes = [process]
  if (argv.length === 0) {
    fail(k, c, 'no command specified')
    return
  }
  const { value: at } = attempt(() => k.files(c, process).find(cwd))
  if (at !== undefined && at.inode.kind !== 'directory') {
    fail(
      k,
      c,
      `error during container init: chdir to cwd ("${cwd}") set in config.json failed: not a directory: unknown`,
    )
    return
  }
  const trouble = become(k, c, process, argv, k.environment(c, process).get('PATH'))
  if (trouble !== undefined) {
    if (c.image.unknown === true && serveInstead(k, c, process)) return
    fail(k, c, startError(argv[0] as string, trouble))
    return
  }
  // What it does first is an event of its own: nobody hears of an end before the start has returned.
  k.begin(c, process)
}

/** An unknown image whose command nobody knows serves its declared ports. */
function serveInstead(k: Kernel, c: Container, process: Process): boolean {
  const { program } = c.image
  if (program === undefined) return false
  const world = worldOf(k, c, process.argv, process)
  const frame = new NativeFrame(program, process.argv, {}, k.nowMs + program.startUpMs(world), process.pid)
  process.frames = [frame]
  k.startNative(c, process, frame)
  k.begin(c, process)
  return true
}

const startError = (name: string, errno: string): string => {
  const reason =
    errno === 'ENOCMD'
      ? `exec: "${name}": executable file not found in $PATH`
      : errno === 'EACCES'
        ? `exec: "${name}": permission denied`
        : errno === 'EISDIR'
          ? `exec: "${name}": is a directory`
          : `exec: "${name}": stat ${name}: no such file or directory`
  return `error during container init: ${reason}: unknown`
}

/** The container never ran: containerd's words, exit code 128 and reason StartError. */
function fail(k: Kernel, c: Container, reason: string): void {
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${reason}`
  const exit: ProcessExit = { exitCode: 128, signal: 0, reason: 'StartError', message }
  k.endContainer(c, exit, 0)
}
