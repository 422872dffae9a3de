/** The files of the checkout the tidy rules read. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report'])
const CODE = /\.(ts|tsx|mjs|js)$/
const TEXT = /\.(ts|tsx|mjs|js|json|md|html|css|svg|ya?ml|txt)$/
const LOCK = 'package-lock.json'

function list(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : list(root, path)
    return [relative(root, path).split(sep).join('/')]
  })
}

export interface TextFile {
  /** From the root, with forward slashes. */
  path: string
  text: string
}

/** @returns the code files, and every text file (code included), both sorted by path */
export function readCheckout(root: string): { code: TextFile[]; texts: TextFile[] } {
  const paths = list(root, root).filter((path) => TEXT.test(path) && path !== LOCK)
  const texts = paths.toSorted().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  return { code: texts.filter(({ path }) => CODE.test(path) && !path.startsWith('public/')), texts }
}
