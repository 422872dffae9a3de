/**
 * What a rule does to the world outside of awk. A rule that must wait in its middle (for `system`, for a command it reads or
 * closes, for its next line) is given up and begun again from the state before it, once what it waits for has come: what it
 * had done to the world is then taken from a journal and not done twice.
 */
import { addOpen, newPipe } from '../../kernel/io.ts'
import type { Call } from '../../kernel/contract.ts'
import { copyData } from '../../kernel/copydata.ts'
import type { AwkState } from './values.ts'

/** Thrown to give up a rule that waits; the call has been told for what. */
export const SUSPENDED = Symbol('awk waits')

export interface Journal {
  /** awk as it was when the rule began. */
  readonly before: AwkState
  /** What came of each act on the world, in order. */
  readonly answers: unknown[]
}

export const beginJournal = (awk: AwkState): Journal => ({ before: copyData(awk), answers: [] })

export class Effects {
  private at = 0

  /** @param journal undefined: the program never waits, and nothing needs to be kept */
  constructor(private readonly journal: Journal | undefined) {}

  /** Acts, or says what came of it the first time. */
  once<T>(act: () => T): T {
    if (this.journal === undefined) return act()
    const { answers } = this.journal
    if (this.at === answers.length) answers.push(act())
    return answers[this.at++] as T
  }
}

/** A command that awk waits for. */
export interface Child {
  readonly pid: number
  /** Takes its output; undefined: that is awk's own. */
  readonly pipe: number | undefined
  readonly failed: number
}

export interface Outcome {
  status: number
  output: string
}

/** Runs a command to its end. @throws SUSPENDED */
export function runCommand(
  call: Call,
  state: { child: Child | undefined },
  command: string,
  { input, captures = false }: { input?: string; captures?: boolean },
): Outcome {
  state.child ??= start(call, command, input, captures)
  const { pid, pipe, failed } = state.child
  const status = pid > 0 ? call.reap(pid) : failed
  if (status === undefined) {
    call.waitChild()
    throw SUSPENDED
  }
  const output = pipe === undefined ? '' : (call.container.pipes?.get(pipe)?.data ?? '')
  if (pipe !== undefined) call.container.pipes?.delete(pipe)
  state.child = undefined
  return { status, output }
}

function start(call: Call, command: string, input: string | undefined, captures: boolean): Child {
  const pipe = captures ? newPipe(call.container, true) : undefined
  const stdin =
    input === undefined ? call.descriptor(0) : addOpen(call.container, { kind: 'text', text: input, offset: 0 })
  const fds = [stdin, pipe?.write ?? call.descriptor(1), call.descriptor(2)]
  const { pid, status } = call.spawn(['sh', '-c', command], { fds })
  return { pid, pipe: pipe?.pipe, failed: status }
}
