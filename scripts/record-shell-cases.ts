/**
 * `node scripts/run.mjs scripts/record-shell-cases.ts [--corpus FILE] [--out FILE]`: runs the scripts of
 * engine/testing/shellcases/corpus.txt in the real dash, bash and busybox of this machine and writes what they made of them to
 * recorded.json beside it.
 *
 * A script begins with `=== name shells [args=a,b] [stdin=text] [file:NAME=text]`; `all` stands for the three shells.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DIRECTORY, type ShellCase } from '../engine/testing/shellcases/case.ts'

const folder = fileURLToPath(new URL('../engine/testing/shellcases/', import.meta.url))
const { values } = parseArgs({ options: { corpus: { type: 'string' }, out: { type: 'string' } } })
const SHELLS: Record<ShellCase['shell'], string[]> = {
  sh: ['dash'],
  bash: ['bash', '--norc'],
  busybox: ['busybox', 'sh'],
}
const TIMEOUT_MS = 10_000
/** For what a background process still has to say. */
const SETTLE_MS = 400
const AT_ONCE = 12

type Script = Pick<ShellCase, 'script' | 'files' | 'args' | 'stdin'> & { name: string; shells: ShellCase['shell'][] }

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c))

function readScripts(text: string): Script[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...lines] = block.split('\n')
      const [, name = '', shells = '', rest = ''] = /^(\S+) (\S+)(?: (.*))?$/.exec(head) ?? []
      const files: Record<string, string> = {}
      let args: string[] = []
      let stdin = ''
      for (const [, key = '', value = ''] of rest.matchAll(
        /(args|stdin|file:\S+?)=(.*?)(?= (?:args|stdin|file:\S+?)=|$)/g,
      )) {
        if (key === 'args') args = value.split(',')
        else if (key === 'stdin') stdin = unescape(value)
        else files[key.slice(5)] = unescape(value)
      }
      const wanted =
        shells === 'all' ? (['sh', 'bash', 'busybox'] as const) : (shells.split(',') as ShellCase['shell'][])
      return { name, shells: [...wanted], script: lines.join('\n').replace(/\n$/, ''), files, args, stdin }
    })
}

/** A folder in front of PATH in which every name is busybox's. */
function applets(): string {
  const bin = mkdtempSync(join(tmpdir(), 'applets-'))
  spawnSync('busybox', ['--install', '-s', bin])
  return bin
}

/** Runs one script; what it leaves behind in the background is not waited for longer than a moment, and ended then. */
function run(
  command: readonly string[],
  cwd: string,
  env: Record<string, string>,
  stdin: string,
): Promise<{ stdout: string; stderr: string; exit: number }> {
  return new Promise((resolve) => {
    const [program = 'sh', ...args] = command
    const child = spawn(program, args, { cwd, env, detached: true })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const endAll = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // None is left.
      }
    }
    const timer = setTimeout(endAll, TIMEOUT_MS)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      const exit = code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0)
      setTimeout(() => {
        endAll()
        resolve({ ...said, exit })
      }, SETTLE_MS)
    })
  })
}

async function record(
  { name, script, files = {}, args = [], stdin = '' }: Script,
  shell: ShellCase['shell'],
  bin: string,
): Promise<ShellCase> {
  const cwd = mkdtempSync(join(tmpdir(), 'case-'))
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(cwd, path), text)
    if (text.startsWith('#!')) chmodSync(join(cwd, path), 0o755)
  }
  const standard = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  const env = { PATH: shell === 'busybox' ? `${bin}:${standard}` : standard, HOME: '/root', LC_ALL: 'C' }
  const called = shell === 'bash' ? 'bash' : 'sh'
  const { stdout, stderr, exit } = await run([...SHELLS[shell], '-c', script, called, ...args], cwd, env, stdin)
  rmSync(cwd, { recursive: true, force: true })
  const shown = (text: string) => text.replaceAll(cwd, DIRECTORY).replaceAll(`${bin}/`, '/bin/')
  return {
    id: `${shell}/${name}`,
    shell,
    script,
    files,
    args: [...args],
    stdin,
    stdout: shown(stdout),
    stderr: shown(stderr),
    exit,
  }
}

const bin = applets()
const jobs = readScripts(readFileSync(values.corpus ?? join(folder, 'corpus.txt'), 'utf8')).flatMap((script) =>
  script.shells.map((shell) => ({ script, shell })),
)
const cases: ShellCase[] = []
for (let at = 0; at < jobs.length; at += AT_ONCE) {
  cases.push(
    ...(await Promise.all(jobs.slice(at, at + AT_ONCE).map(({ script, shell }) => record(script, shell, bin)))),
  )
}
rmSync(bin, { recursive: true, force: true })
writeFileSync(values.out ?? join(folder, 'recorded.json'), `${JSON.stringify(cases, null, 1)}\n`)
console.log(`${cases.length} scripts recorded`)
