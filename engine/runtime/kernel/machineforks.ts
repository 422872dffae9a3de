/** What shell code starts beside itself, and where its descriptors go: background lists, pipelines, redirections. */
import type { Machine, RedirectSpec } from './contract.ts'
import { EXEC, MAX_PROCESSES } from './limits.ts'
import { prefix } from '../shell/messages.ts'
import { setVariable } from '../shell/variables.ts'
import { CodeFrame } from './frames.ts'
import { newPipe } from './io.ts'
import { FrameMachine } from './machineframes.ts'
import { NULL } from './open.ts'
import { openForRedirect } from './opening.ts'
import { CHILD, Process } from './process.ts'
import { replaced, subshell } from './shellprocess.ts'

/** bash gives descriptors of process substitutions from here downwards. */
const HIGHEST_SUBSTITUTION = 63

export abstract class ForkMachine extends FrameMachine {
  /** A copy of the shell that runs from `pc`; undefined when there can be no more processes. */
  private fork(f: CodeFrame, pc: number): Process | undefined {
    const { container, process, shell } = this
    if (container.processes.length >= MAX_PROCESSES) {
      const text = shell.isBash ? 'fork: retry: Resource temporarily unavailable' : 'Cannot fork'
      this.complain(`${prefix(shell)}${text}\n`)
      return undefined
    }
    const child = new Process(
      container.nextPid++,
      process.pid,
      process.argv,
      process.credentials,
      process.cwd,
      process.fds,
    )
    child.umask = process.umask
    child.group = process.group
    child.startedAtMs = this.nowMs
    child.environment = process.environment
    child.shell = subshell(shell)
    const frame = new CodeFrame(f.program, pc, 'main', 0, 0, 0, 0)
    frame.ignoresErrors = f.ignoresErrors
    child.frames = [frame]
    container.processes.push(child)
    process.debt += EXEC / 2
    this.kernel.checkForks(container)
    return child
  }

  forkBackground(f: CodeFrame, _text: string): number {
    const { process, shell, container } = this
    const child = this.fork(f, f.pc)
    if (child === undefined) return -1
    if (process.fds[0] === container.processes[0]?.fds[0] || !this.isTerminal(0))
      child.fds = replaced(child.fds, 0, NULL)
    shell.lastBackground = child.pid
    shell.jobs = [...shell.jobs, child.pid]
    return child.pid
  }

  forkSubstitution(f: CodeFrame, pc: number, feeds: boolean): number {
    const { process, container } = this
    const child = this.fork(f, pc)
    if (child === undefined) return -1
    const { read, write } = newPipe(container)
    child.fds = feeds ? replaced(child.fds, 0, read) : replaced(child.fds, 1, write)
    let fd = HIGHEST_SUBSTITUTION
    while ((process.fds[fd] ?? -1) >= 0 && fd > 10) fd--
    process.fds = replaced(process.fds, fd, feeds ? write : read)
    return fd
  }

  forkPipeline(f: CodeFrame, stages: readonly { pc: number; joinsErrors: boolean }[]): boolean {
    const { process, container } = this
    const { fds } = process
    const pids: number[] = []
    let input = fds[0] ?? -1
    for (const [i, { pc, joinsErrors }] of stages.entries()) {
      const last = i === stages.length - 1
      const child = this.fork(f, pc)
      if (child === undefined) return false
      const pipe = last ? undefined : newPipe(container)
      let own = replaced(replaced(fds, 0, input), 1, pipe?.write ?? fds[1] ?? -1)
      if (joinsErrors) own = replaced(own, 2, own[1] as number)
      child.fds = own
      input = pipe?.read ?? -1
      pids.push(child.pid)
    }
    process.pipeline = pids
    return true
  }

  /** Whether all of the pipeline has ended; takes its status then. */
  pipelineEnded(): boolean {
    const { process, container, shell } = this
    const children = process.pipeline.map((pid) => container.process(pid))
    if (children.some((child) => child !== undefined && !child.isZombie)) {
      process.wait = CHILD
      return false
    }
    const statuses = children.map((child) => child?.status ?? 0)
    container.processes = container.processes.filter((p) => !process.pipeline.includes(p.pid))
    process.pipeline = []
    shell.pipeStatus = statuses
    const failed = shell.named.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined
    shell.lastStatus = failed ?? statuses.at(-1) ?? 0
    return true
  }

  // ------------------------------------------------------------------------------------------------ redirections

  /** Opens a target and puts it at its descriptor; says why when it cannot. */
  redirect(spec: RedirectSpec, target: string): boolean {
    const outcome = openForRedirect(this.kernel, this.container, this.process, spec, target, this.shell)
    if ('error' in outcome) {
      this.complain(`${prefix(this.shell)}${outcome.error}\n`)
      return false
    }
    let { fds } = this.process
    for (const [fd, open] of outcome.changes) fds = replaced(fds, fd, open)
    this.process.fds = fds
    if (spec.variable !== undefined)
      setVariable(this as unknown as Machine, spec.variable, String(outcome.changes[0]?.[0] ?? -1))
    return true
  }
}
