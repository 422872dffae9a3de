/**
 * Compiled shell code: a flat list of instructions. It is no state: a process holds where it stands in it, and the same
 * text compiles to the same program, made once and shared.
 */
import type { CodeFrame } from '../kernel/frames.ts'
import type { Flow, Machine } from '../kernel/contract.ts'
import type { CompiledCode } from './state.ts'

/** The next instruction of the same frame follows. */
export const NEXT = 0
/** The stack has changed: look at its top again. */
export const SWITCH = 1
/** The process waits, or is over. */
export const STOP = 2

export type Operation = (m: Machine, f: CodeFrame, i: Instruction) => Flow

export class Instruction {
  constructor(
    readonly run: Operation,
    /** Line of the script, for messages. */
    readonly line: number,
    /** Where to jump, or another number the operation knows. */
    public a: number,
    public b: number,
    readonly text: string,
    readonly data: unknown,
  ) {}
}

export interface ShellProgram extends CompiledCode {
  readonly code: readonly Instruction[]
}
