/** git, as far as containers use it: clone, pull, fetch, log, status, rev-parse, remote, branch, checkout. Nothing is pushed. */
import type { Call, Command } from '../../kernel/contract.ts'
import { attempt, strerror } from '../../files/errno.ts'
import { readOptions } from '../options.ts'
import { base, inside } from '../paths.ts'
import { strftime } from '../strftime.ts'
import { type Commit, hostOf, repositoryAt } from './remotes.ts'
import { changedPaths, type Clone, cloneAt, history, moveTo, writeClone } from './worktree.ts'

/** What a clone and a look at the remote take. */
const [CLONE_MS, FETCH_MS] = [1500, 600]
const NOT_A_REPOSITORY = 'fatal: not a git repository (or any of the parent directories): .git\n'

export const git: Command = {
  name: 'git',
  run(call) {
    const args = [...call.args]
    let directory = '.'
    while (args[0]?.startsWith('-')) {
      const option = args.shift() as string
      if (option === '-C') directory = inside(directory, args.shift() ?? '.')
      else if (option === '-c') args.shift()
      else if (option === '--version' || option === '-v') return say(call, 'git version 2.45.2\n')
    }
    const [name, ...rest] = args
    if (name === undefined || name === 'help' || name === '--help') {
      call.out(
        'usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]\n           <command> [<args>]\n',
      )
      return name === undefined ? 1 : 0
    }
    if (name === 'version') return say(call, 'git version 2.45.2\n')
    if (name === 'clone') return clone(call, directory, rest)
    if (name === 'config') return config(call, directory, rest)
    const run = IN_A_CLONE[name]
    if (run === undefined) {
      call.err(`git: '${name}' is not a git command here. See 'git --help'.\n`)
      return 1
    }
    const here = cloneAt(call, directory)
    if (here !== undefined) return run(call, here, rest)
    call.err(NOT_A_REPOSITORY)
    return 128
  },
}

function say(call: Call, text: string): number {
  call.out(text)
  return 0
}

function fatal(call: Call, text: string): number {
  call.err(`fatal: ${text}\n`)
  return 128
}

// ---------------------------------------------------------------------------------------------------- remotes

function clone(call: Call, directory: string, args: readonly string[]): number {
  const options = readOptions(
    call,
    'b:qo:vnj:',
    {
      depth: 'D:',
      branch: 'b:',
      quiet: 'q',
      'single-branch': 's',
      recursive: 'r',
      'recurse-submodules': 'r',
      'no-checkout': 'n',
      origin: 'o:',
      filter: 'f:',
    },
    { args },
  )
  if (options === undefined) return 129
  const [url, given] = options.words
  if (url === undefined) return fatal(call, 'You must specify a repository to clone.')
  const name = given ?? base(url.replace(/\.git\/?$/, '').replace(/^.*:/, ''))
  const top = name.startsWith('/') || directory === '.' ? name : inside(directory, name)
  if (call.state === undefined) {
    const there = call.files.maybe(top)
    if (there !== undefined && (there.inode.kind !== 'directory' || call.files.list(top).length > 0))
      return fatal(call, `destination path '${name}' already exists and is not an empty directory.`)
    if (!options.has('q')) call.err(`Cloning into '${name}'...\n`)
    call.state = { asked: true }
    return call.sleepUntil(call.nowMs + CLONE_MS)
  }
  const repository = repositoryAt(url, call.nowMs)
  if (repository === undefined)
    return /^https?:/.test(url)
      ? fatal(call, `unable to access '${url}/': Could not resolve host: ${hostOf(url)}`)
      : fatal(call, `repository '${url}' does not exist`)
  const branch = options.get('b') ?? repository.branch
  if (branch !== repository.branch) return fatal(call, `Remote branch ${branch} not found in upstream origin`)
  const { errno } = attempt(() => writeClone(call, top, url, branch, repository, Number(options.get('D') ?? 0)))
  if (errno === undefined) return 0
  return fatal(call, `could not create work tree dir '${name}': ${strerror(errno)}`)
}

/** The remote's newest commit once it has been asked; undefined: it waits. */
function newest(call: Call, { url, head }: Clone): Commit | 'waits' | undefined {
  if (call.state === undefined) {
    call.state = { asked: true }
    call.sleepUntil(call.nowMs + FETCH_MS)
    return 'waits'
  }
  const commits = repositoryAt(url, call.nowMs)?.commits ?? []
  // What the clone has is never older than what the remote shows: nothing is pushed.
  const known = commits.findIndex(({ hash }) => hash === head)
  return known >= 0 || head === '' ? commits.at(-1) : undefined
}

function pull(call: Call, here: Clone, args: readonly string[]): number {
  const latest = newest(call, here)
  if (latest === 'waits') return -1
  if (latest === undefined)
    return fatal(call, `unable to access '${here.url}/': Could not resolve host: ${hostOf(here.url)}`)
  const quiet = args.includes('-q') || args.includes('--quiet')
  if (latest.hash === here.head) return quiet ? 0 : say(call, 'Already up to date.\n')
  const before = commitOf(here)
  const dirty = changedPaths(call, here, before).filter(
    ({ path, state }) => state !== '??' && before?.files[path] !== latest.files[path],
  )
  const short = (hash: string) => hash.slice(0, 7)
  if (!quiet) {
    call.err(
      `From ${here.url.replace(/\.git$/, '')}\n   ${short(here.head)}..${short(latest.hash)}  ${here.branch.padEnd(10)} -> origin/${here.branch}\n`,
    )
    call.out(`Updating ${short(here.head)}..${short(latest.hash)}\n`)
  }
  if (dirty.length > 0) {
    call.err(
      `error: Your local changes to the following files would be overwritten by merge:\n${dirty.map(({ path }) => `\t${path}\n`).join('')}Please commit your changes or stash them before you merge.\nAborting\n`,
    )
    return 1
  }
  moveTo(call, here, before, latest)
  if (!quiet) call.out(`Fast-forward\n${statistics(before, latest)}`)
  return 0
}

const commitOf = ({ url, head }: Clone): Commit | undefined =>
  repositoryAt(url, Number.POSITIVE_INFINITY)?.commits.find(({ hash }) => hash === head)

/** ` index.html | 2 +-` for each file, and the sum. */
function statistics(before: Commit | undefined, after: Commit): string {
  const rows = Object.keys(after.files)
    .filter((path) => before?.files[path] !== after.files[path])
    .sort()
    .map((path) => {
      const old = new Set((before?.files[path] ?? '').split('\n'))
      const now = new Set((after.files[path] as string).split('\n'))
      return {
        path,
        plus: [...now].filter((line) => !old.has(line)).length,
        minus: [...old].filter((line) => !now.has(line)).length,
      }
    })
  const width = Math.max(...rows.map(({ path }) => path.length))
  const sum = (of: 'plus' | 'minus') => rows.reduce((total, row) => total + row[of], 0)
  const counted = (n: number, what: string, sign: string) =>
    n === 0 ? '' : `, ${n} ${what}${n === 1 ? '' : 's'}(${sign})`
  const lines = rows.map(
    ({ path, plus, minus }) => ` ${path.padEnd(width)} | ${plus + minus} ${'+'.repeat(plus)}${'-'.repeat(minus)}\n`,
  )
  return `${lines.join('')} ${rows.length} file${rows.length === 1 ? '' : 's'} changed${counted(sum('plus'), 'insertion', '+')}${counted(sum('minus'), 'deletion', '-')}\n`
}

function fetch(call: Call, here: Clone): number {
  const latest = newest(call, here)
  if (latest === 'waits') return -1
  if (latest === undefined)
    return fatal(call, `unable to access '${here.url}/': Could not resolve host: ${hostOf(here.url)}`)
  if (latest.hash !== here.head)
    call.err(
      `From ${here.url.replace(/\.git$/, '')}\n   ${here.head.slice(0, 7)}..${latest.hash.slice(0, 7)}  ${here.branch.padEnd(10)} -> origin/${here.branch}\n`,
    )
  call.files.write(inside(here.top, `.git/refs/remotes/origin/${here.branch}`), `${latest.hash}\n`)
  return 0
}

function reset(call: Call, here: Clone, args: readonly string[]): number {
  const target = args.find((word) => !word.startsWith('-')) ?? 'HEAD'
  const commit = resolved(call, here, target)
  if (commit === undefined)
    return fatal(call, `ambiguous argument '${target}': unknown revision or path not in the working tree.`)
  if (args.includes('--hard')) {
    moveTo(call, here, undefined, commit)
    call.out(`HEAD is now at ${commit.hash.slice(0, 7)} ${commit.subject}\n`)
  }
  return 0
}

// ---------------------------------------------------------------------------------------------------- looking

function resolved(call: Call, here: Clone, revision: string): Commit | undefined {
  const commits = repositoryAt(here.url, Number.POSITIVE_INFINITY)?.commits ?? []
  const [, name = revision, back = ''] = /^(.*?)((?:~\d*|\^)*)$/.exec(revision) ?? []
  const remote = attempt(() =>
    call.files.read(inside(here.top, `.git/refs/remotes/origin/${here.branch}`)),
  ).value?.trim()
  const hash =
    name === 'HEAD' || name === '@' || name === here.branch
      ? here.head
      : name === `origin/${here.branch}` || name === 'FETCH_HEAD' || name === '@{u}'
        ? remote
        : name
  const at = commits.findIndex((commit) => hash !== undefined && hash.length >= 4 && commit.hash.startsWith(hash))
  const steps = [...back.matchAll(/~(\d*)|\^/g)].reduce((sum, [, n]) => sum + Number(n || 1), 0)
  return at < 0 ? undefined : commits[at - steps]
}

function revParse(call: Call, here: Clone, args: readonly string[]): number {
  if (args.includes('--show-toplevel')) return say(call, `${here.top}\n`)
  if (args.includes('--is-inside-work-tree')) return say(call, 'true\n')
  if (args.includes('--abbrev-ref')) return say(call, `${here.branch}\n`)
  const short = args.find((word) => word.startsWith('--short'))
  const revision = args.find((word) => !word.startsWith('-')) ?? 'HEAD'
  const commit = resolved(call, here, revision)
  if (commit === undefined)
    return fatal(call, `ambiguous argument '${revision}': unknown revision or path not in the working tree.`)
  const length = short === undefined ? 40 : Number(short.split('=')[1] ?? 7)
  return say(call, `${commit.hash.slice(0, length)}\n`)
}

function log(call: Call, here: Clone, args: readonly string[]): number {
  const limit = args
    .map((word, i) => /^-n?(\d+)$/.exec(word)?.[1] ?? (word === '-n' ? args[i + 1] : undefined))
    .find(Boolean)
  const format = args.map((word) => /^--(?:pretty=)?(?:format[:=])?(.*%.*)$/.exec(word)?.[1]).find(Boolean)
  const commits = history(call, here)
    .reverse()
    .slice(0, limit === undefined ? undefined : Number(limit))
  commits.forEach((commit, i) => {
    if (format !== undefined) call.out(`${formatted(call, format, commit)}\n`)
    else if (args.includes('--oneline')) call.out(`${commit.hash.slice(0, 7)} ${commit.subject}\n`)
    else
      call.out(
        `${i > 0 ? '\n' : ''}commit ${commit.hash}\nAuthor: ${commit.author}\nDate:   ${dated(call, commit)}\n\n    ${commit.subject}\n`,
      )
  })
  return 0
}

const dated = (call: Call, { atMs }: Commit, format = '%a %b %e %H:%M:%S %Y +0000'): string =>
  strftime(format, call.kernel.epochMs + atMs)

function formatted(call: Call, format: string, commit: Commit): string {
  const [, name = '', mail = ''] = /^(.*) <(.*)>$/.exec(commit.author) ?? []
  return format.replace(/%(a[nedIi]|cd|ci|ct|[HhsTtn%])/g, (_, what: string) => {
    switch (what) {
      case 'H':
        return commit.hash
      case 'h':
        return commit.hash.slice(0, 7)
      case 's':
        return commit.subject
      case 'an':
        return name
      case 'ae':
        return mail
      case 'ct':
        return String(Math.floor((call.kernel.epochMs + commit.atMs) / 1000))
      case 'aI':
      case 'ai':
      case 'ci':
        return dated(call, commit, '%Y-%m-%d %H:%M:%S +0000')
      case 'ad':
      case 'cd':
        return dated(call, commit)
      case 'n':
        return '\n'
      default:
        return '%'
    }
  })
}

function status(call: Call, here: Clone, args: readonly string[]): number {
  const changed = changedPaths(call, here, commitOf(here))
  if (args.includes('-s') || args.includes('--short') || args.includes('--porcelain')) {
    for (const { path, state } of changed) call.out(`${state} ${path}\n`)
    return 0
  }
  call.out(`On branch ${here.branch}\nYour branch is up to date with 'origin/${here.branch}'.\n\n`)
  const edited = changed.filter(({ state }) => state !== '??')
  const fresh = changed.filter(({ state }) => state === '??')
  if (edited.length > 0)
    call.out(
      `Changes not staged for commit:\n  (use "git add <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${edited.map(({ path, state }) => `\t${state === ' D' ? 'deleted: ' : 'modified:'}   ${path}\n`).join('')}\n`,
    )
  if (fresh.length > 0)
    call.out(
      `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${fresh.map(({ path }) => `\t${path}\n`).join('')}\n`,
    )
  if (changed.length === 0) call.out('nothing to commit, working tree clean\n')
  else if (edited.length > 0) call.out('no changes added to commit (use "git add" and/or "git commit -a")\n')
  else call.out('nothing added to commit but untracked files present (use "git add" to track)\n')
  return 0
}

function remote(call: Call, { url }: Clone, args: readonly string[]): number {
  if (args[0] === 'get-url') return say(call, `${url}\n`)
  if (args[0] === '-v') return say(call, `origin\t${url} (fetch)\norigin\t${url} (push)\n`)
  return say(call, 'origin\n')
}

function branch(call: Call, here: Clone, args: readonly string[]): number {
  return say(call, args.includes('--show-current') ? `${here.branch}\n` : `* ${here.branch}\n`)
}

function checkout(call: Call, here: Clone, args: readonly string[]): number {
  const target = args.find((word) => !word.startsWith('-')) ?? here.branch
  const commit = resolved(call, here, target)
  if (commit === undefined) {
    call.err(`error: pathspec '${target}' did not match any file(s) known to git\n`)
    return 1
  }
  if (target === here.branch) call.err(`Already on '${here.branch}'\n`)
  else moveTo(call, here, commitOf(here), commit)
  return 0
}

/** Settings are taken and forgotten, but for the remote's address. */
function config(call: Call, directory: string, args: readonly string[]): number {
  if (!args.includes('--get')) return 0
  const here = cloneAt(call, directory)
  if (args.at(-1) !== 'remote.origin.url' || here === undefined) return 1
  return say(call, `${here.url}\n`)
}

const IN_A_CLONE: Readonly<Record<string, (call: Call, here: Clone, args: readonly string[]) => number>> = {
  branch,
  checkout,
  fetch,
  log,
  pull,
  remote,
  reset,
  'rev-parse': revParse,
  status,
}
