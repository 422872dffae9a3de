/**
 * What the first screen runs comes in a few files: React, the page, and the little that runs before both. Left to themselves they are
 * fifty, five requests deep, and each costs the main thread its turn. The entry stays small: it starts the cluster's worker first.
 */
import type { Plugin } from 'vite'

interface Module {
  readonly importers: readonly string[]
}

interface Graph {
  getModuleInfo(id: string): Module | null
}

/** What draws the page first, and what runs before: the worker's start, an embed that waits to be seen. */
const PAGE = /\/app\/page\/begin\.tsx$/
const START = /\/app\/main\.tsx$/
const WAITING = /\/app\/embed\/main\.tsx$/
const REACT = /\/node_modules\/(react|react-dom|scheduler)\//
/** Loads what comes late, for the entries too: behind the page they would wait for it. */
const LOADER = /vite\/preload-helper/

/** The file a module comes in; undefined leaves it to the bundler. */
function fileOf(id: string, graph: Graph): string | undefined {
  if (REACT.test(id)) return 'react'
  if (START.test(id) || WAITING.test(id)) return undefined
  if (LOADER.test(id) || isBehind(id, START, graph)) return 'start'
  if (!isBehind(id, PAGE, graph)) return undefined
  return isBehind(id, WAITING, graph) ? 'waiting' : 'page'
}

/** A file takes along what its modules need: the first ones first. */
export const startFiles = ['react', 'start', 'waiting', 'page'].map((file, at) => ({
  name: (id: string, graph: Graph) => (fileOf(id, graph) === file ? file : null),
  priority: 10 - at,
}))

/** Whether static imports lead from a module of that name to this one. */
function isBehind(id: string, name: RegExp, graph: Graph): boolean {
  const seen = new Set([id])
  for (const each of seen) {
    if (name.test(each)) return true
    for (const importer of graph.getModuleInfo(each)?.importers ?? []) seen.add(importer)
  }
  return false
}

/** React stands in the document, so that it is fetched beside the entry and not after it. */
export function reactAtOnce(): Plugin {
  return {
    name: 'drydock:react-at-once',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, filename }) {
        if (!filename.endsWith('/index.html') || filename.endsWith('/embed/index.html')) return html
        const files = Object.values(bundle).filter((each) => each.type === 'chunk' && each.name === 'react')
        return files.map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${fileName}` },
          injectTo: 'head' as const,
        }))
      },
    },
  }
}
