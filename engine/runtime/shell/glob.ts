/** Pathname expansion: a pattern with slashes against the files there are. */
import type { FileView } from '../files/view.ts'
import { attempt } from '../files/errno.ts'
import { matches } from './pattern.ts'

const MAX_PATHS = 100_000
const SPECIAL = /[*?[\\]|[?*+@!]\(/

/** Paths that match, sorted by bytes; none when nothing does. `deep`: `**` crosses directories (bash globstar). */
export function expandGlob(
  pattern: string,
  files: FileView,
  options: { extended: boolean; dots: boolean; deep: boolean },
): string[] {
  const parts = pattern.split('/')
  let paths = [parts[0] === '' && parts.length > 1 ? '/' : '']
  parts.forEach((part, i) => {
    if (part === '' && i < parts.length - 1) return
    const last = i === parts.length - 1
    paths = paths.flatMap((path) => step(path, part, last, files, options))
    if (paths.length > MAX_PATHS) paths.length = MAX_PATHS
  })
  return paths.sort()
}

const join = (directory: string, name: string): string =>
  directory === '' || directory.endsWith('/') ? directory + name : `${directory}/${name}`

function step(
  path: string,
  part: string,
  last: boolean,
  files: FileView,
  options: { extended: boolean; dots: boolean; deep: boolean },
): string[] {
  if (part === '') return files.maybe(path)?.inode.kind === 'directory' ? [`${path}/`] : []
  if (!SPECIAL.test(part)) return exists(files, join(path, part), last)
  if (part === '**' && options.deep)
    return [path, ...below(path, files, !last, options.dots)].filter((p) => p !== '' || !last)
  const names = attempt(() => files.list(path === '' ? '.' : path)).value ?? []
  const hits = names.filter(
    (name) =>
      (!name.startsWith('.') || part.startsWith('.') || part.startsWith('\\.') || options.dots) &&
      matches(part, name, options.extended),
  )
  return hits.map((name) => join(path, name)).filter((p) => last || files.maybe(p)?.inode.kind === 'directory')
}

function exists(files: FileView, path: string, last: boolean): string[] {
  const plain = path.replace(/\\(.)/g, '$1')
  const found = files.maybe(plain, !last)
  return found !== undefined && (last || found.inode.kind === 'directory') ? [plain] : []
}

function below(path: string, files: FileView, onlyDirectories: boolean, dots: boolean): string[] {
  const names = attempt(() => files.list(path === '' ? '.' : path)).value ?? []
  return names
    .filter((name) => dots || !name.startsWith('.'))
    .flatMap((name) => {
      const child = join(path, name)
      const isDirectory = files.maybe(child, false)?.inode.kind === 'directory'
      return isDirectory ? [child, ...below(child, files, onlyDirectories, dots)] : onlyDirectories ? [] : [child]
    })
}
