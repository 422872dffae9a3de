/** Runs one program to its end and keeps what it said. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Finished {
  /** 0 when all is well; never 0 for a program that was stopped. */
  status: number
  /** Both streams, in the order they came. */
  output: string
}

/** A tool of node_modules by its name, or `node` for this Node. */
function programOf(name: string): string {
  return name === 'node' ? process.execPath : join('node_modules', '.bin', name)
}

/** Windows has no process groups to signal; elsewhere the children of a stopped tool go with it. */
function stop(pid: number | undefined) {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

/** @param limitMs stops the program after this long: a hang has to end in a report */
export function runCommand(command: string[], limitMs: number, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const [name = 'node', ...args] = command
  const isWindows = process.platform === 'win32'
  const child = spawn(programOf(name), args, {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: isWindows && name !== 'node',
    detached: !isWindows,
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const stopWithUs = () => stop(child.pid)
  process.once('exit', stopWithUs)
  return new Promise((done) => {
    const finish = (status: number, note = '') => {
      clearTimeout(timer)
      process.off('exit', stopWithUs)
      done({ status, output: note ? `${output}\n${note}\n` : output })
    }
    const timer = setTimeout(() => {
      stop(child.pid)
      finish(1, `${name} was stopped after ${Math.round(limitMs / 1000)} s`)
    }, limitMs)
    child.on('error', (error) => finish(1, `${name} did not start: ${error.message}`))
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `${name} ended by ${signal}` : ''))
  })
}
