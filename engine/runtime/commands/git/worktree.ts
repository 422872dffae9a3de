/** A clone in a container's files: what stands in `.git`, and what is checked out. */
import type { Call } from '../../kernel/contract.ts'
import { attempt } from '../../files/errno.ts'
import { makeParents } from '../filecommands.ts'
import { inside, parent } from '../paths.ts'
import { type Commit, type Repository, repositoryAt } from './remotes.ts'

export interface Clone {
  /** Its top directory. */
  readonly top: string
  readonly url: string
  readonly branch: string
  readonly head: string
}

const read = (call: Call, path: string): string | undefined => attempt(() => call.files.read(path)).value

/** The clone a directory is in. */
export function cloneAt(call: Call, directory: string): Clone | undefined {
  for (let top = call.files.absolute(directory); ; top = parent(top)) {
    const head = read(call, inside(top, '.git/HEAD'))
    if (head !== undefined) {
      const branch = /^ref: refs\/heads\/(\S+)/.exec(head)?.[1]
      const config = read(call, inside(top, '.git/config')) ?? ''
      return {
        top,
        url: /url = (\S+)/.exec(config)?.[1] ?? '',
        branch: branch ?? '',
        head: (branch === undefined ? head : (read(call, inside(top, `.git/refs/heads/${branch}`)) ?? '')).trim(),
      }
    }
    if (top === '/' || top === '.') return undefined
  }
}

/** Its commits up to where it stands, oldest first. */
export function history(call: Call, clone: Clone): Commit[] {
  const commits = repositoryAt(clone.url, Number.POSITIVE_INFINITY)?.commits ?? []
  const at = commits.findIndex(({ hash }) => hash === clone.head)
  const shallow = read(call, inside(clone.top, '.git/shallow'))?.trim()
  const from = commits.findIndex(({ hash }) => hash === shallow)
  return commits.slice(Math.max(0, from), at + 1)
}

/** @throws FileError */
export function writeClone(
  call: Call,
  top: string,
  url: string,
  branch: string,
  { commits }: Repository,
  depth: number,
): void {
  const { files } = call
  const head = commits.at(-1) as Commit
  makeParents(call, inside(top, '.git/refs/heads'))
  makeParents(call, inside(top, '.git/refs/remotes/origin'))
  files.write(inside(top, '.git/HEAD'), `ref: refs/heads/${branch}\n`)
  files.write(
    inside(top, '.git/config'),
    `[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "${branch}"]\n\tremote = origin\n\tmerge = refs/heads/${branch}\n`,
  )
  if (depth > 0 && depth < commits.length)
    files.write(inside(top, '.git/shallow'), `${(commits[commits.length - depth] as Commit).hash}\n`)
  moveTo(call, { top, url, branch, head: '' }, undefined, head)
}

/** Checks a commit out and makes it the branch's head. @throws FileError */
export function moveTo(call: Call, clone: Clone, before: Commit | undefined, commit: Commit): void {
  const { files } = call
  for (const path of Object.keys(before?.files ?? {}))
    if (!(path in commit.files)) attempt(() => files.unlink(inside(clone.top, path)))
  for (const [path, text] of Object.entries(commit.files)) {
    if (before?.files[path] === text) continue
    const target = inside(clone.top, path)
    makeParents(call, parent(target))
    files.write(target, text)
  }
  files.write(inside(clone.top, `.git/refs/heads/${clone.branch}`), `${commit.hash}\n`)
  files.write(inside(clone.top, `.git/refs/remotes/origin/${clone.branch}`), `${commit.hash}\n`)
}

/** Paths whose contents are not the commit's. */
export function changedPaths(call: Call, clone: Clone, commit: Commit | undefined): { path: string; state: string }[] {
  const changed: { path: string; state: string }[] = []
  const visit = (directory: string, prefix: string): void => {
    for (const name of call.files.list(directory)) {
      const path = prefix + name
      if (path === '.git') continue
      const at = inside(directory, name)
      if (call.files.maybe(at)?.inode.kind === 'directory') visit(at, `${path}/`)
      else if (!(path in (commit?.files ?? {}))) changed.push({ path, state: '??' })
      else if (read(call, at) !== commit?.files[path]) changed.push({ path, state: ' M' })
    }
  }
  visit(clone.top, '')
  for (const path of Object.keys(commit?.files ?? {}))
    if (call.files.maybe(inside(clone.top, path)) === undefined) changed.push({ path, state: ' D' })
  return changed.sort((a, b) => (a.path < b.path ? -1 : 1))
}
