/** Beginning exec and attach sessions. */
import type { Kernel } from './contract.ts'
import type { ExecRequest } from '../../core/exec.ts'
import { toBytes } from '../../core/bytes.ts'
import type { Credentials } from '../files/inode.ts'
import type { Container } from './container.ts'
import { addOpen, openOf } from './io.ts'
import { NULL } from './open.ts'
import { Process } from './process.ts'
import { Session } from './sessions.ts'
import { become } from './spawn.ts'

export function openExec(k: Kernel, c: Container, request: ExecRequest, credentials: Credentials): number {
  const { stdin = false, tty = false } = request
  const pid = c.nextPid++
  const session = k.newSession(new Session(c.number, pid, tty, stdin))
  const input = stdin ? addOpen(c, { kind: 'sessionIn', session }) : NULL
  const output = addOpen(c, { kind: 'sessionOut', session, isError: false })
  const errors = tty ? output : addOpen(c, { kind: 'sessionOut', session, isError: true })
  const argv = request.command.map(toBytes)
  const cwd = c.spec.template.workingDir ?? c.image.workingDir ?? '/'
  const process = new Process(pid, 0, argv, credentials, cwd, [input, output, errors])
  process.session = session
  process.startedAtMs = k.nowMs
  const trouble = become(k, c, process, argv, k.environment(c, process).get('PATH'))
  if (trouble !== undefined) {
    const name = argv[0] ?? ''
    const reason =
      trouble === 'ENOCMD'
        ? `exec: "${name}": executable file not found in $PATH`
        : trouble === 'EACCES'
          ? `exec: "${name}": permission denied`
          : `exec: "${name}": stat ${name}: no such file or directory`
    const startError = `OCI runtime exec failed: exec failed: unable to start container process: ${reason}: unknown`
    k.sessions.finish(session, { exitCode: trouble === 'EACCES' ? 126 : 127, signal: 0, startError })
    return session
  }
  c.processes.push(process)
  k.begin(c, process)
  return session
}

/** Standard streams of a main process whose input stays open for those who attach. */
export function attachableFds(k: Kernel, c: Container): readonly number[] {
  const { stdin, tty = false } = c.spec.template
  if (stdin !== true) return k.standardFds
  const session = k.newSession(new Session(c.number, 1, tty, true))
  const [, ...output] = k.standardFds
  return [addOpen(c, { kind: 'sessionIn', session }), ...output]
}

/** The session that a main process reads, while it runs and has one. */
export function mainInput(c: Container): number | undefined {
  const open = openOf(c, c.process(c.firstPid)?.fds[0] ?? NULL)
  return open?.kind === 'sessionIn' ? open.session : undefined
}

/** What was typed at an attached session goes to the main process; its end too, where one client is all it waits for. */
export function passOn(k: Kernel, c: Container, attached: Session): void {
  const main = mainInput(c)
  const session = main === undefined ? undefined : k.sessions.own(main)
  if (session === undefined) return
  session.input += attached.input
  attached.input = ''
  if (attached.inputEnded && c.spec.template.stdinOnce === true) session.inputEnded = true
}

export function openAttached(k: Kernel, c: Container, { tty = false }: Omit<ExecRequest, 'command'>): number {
  const session = k.newSession(new Session(c.number, 0, tty, true))
  c.attached = [...c.attached, session]
  return session
}
