/** A real kubectl, run against a server with nothing of the machine's own configuration. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What kubectl does at once (evictions of a drain) it begins in the same order every time, however busy the machine is. */
const GOMAXPROCS = '1'

export interface Run {
  exit: number
  stdout: string
  stderr: string
}

/** The version of the machine's kubectl, e.g. `v1.32.4`; undefined when it has none. */
export function kubectlVersion(): string | undefined {
  try {
    const text = execFileSync('kubectl', ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return (JSON.parse(text) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion
  } catch {
    return undefined
  }
}

/** One kubectl home: its cache is shared by the runs against one server. */
export class Kubectl {
  private readonly home = mkdtempSync(join(tmpdir(), 'drydock-kubectl-'))

  constructor(private readonly server: string) {}

  /** Runs `kubectl` with these arguments; `input` is its standard input. Killed after `timeoutMs`. */
  run(args: readonly string[], input = '', timeoutMs = 60_000): Promise<Run> {
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: this.home,
      GOMAXPROCS,
      KUBECONFIG: '/dev/null',
      TMPDIR: this.home,
    }
    const all = ['--server', this.server, '--cache-dir', join(this.home, 'cache'), ...args]
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', all, { env, cwd: this.home })
      let stdout = ''
      let stderr = ''
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.stdin.on('error', () => {})
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(timer)
        resolve({ exit: code ?? 1, stdout, stderr })
      })
      child.stdin.end(input)
    })
  }

  /** Puts a file where the runs begin. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.home, name)), { recursive: true })
    writeFileSync(join(this.home, name), text)
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** Splits a command line as a shell does: quotes and backslashes, nothing else. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  for (const [word] of line.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs)) {
    words.push(
      word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single?: string, double?: string, escaped?: string) => {
        return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? ''
      }),
    )
  }
  return words
}

/** Splits a recorded command line as the recorder did: it knew single quotes and nothing else, and a double quote was a character. */
export function recordedWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
}
