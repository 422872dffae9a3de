/** Reads kubernetes-models' type declarations: shape, requiredness, enums and descriptions of every definition. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One property of a declaration; `type` is the TypeScript text. */
export interface ModelField {
  readonly name: string
  readonly required: boolean
  readonly type: string
  readonly description: string
}

/** One declared interface (fields by name) or alias (no fields). */
export interface Model {
  readonly description: string
  readonly fields: ReadonlyMap<string, ModelField>
}

const EXPORTED = /export type \{ I(\w+) as IIo(\w+)/g
const MEMBER = /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?"([^"]+)"(\?)?: ((?:\{[^}]*\}|[^;])+);/g

/** The suffix of a definition's TypeScript name: `io.k8s.api.apps.v1.Deployment` is `K8sApiAppsV1Deployment`. */
export function modelName(definition: string): string {
  const parts = definition.split(/[.-]/).slice(1)
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')
}

function commentText(comment: string | undefined): string {
  if (!comment) return ''
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  return lines.join('\n').trim().replaceAll('\\*', '*').replaceAll('*\\/', '*/')
}

function readInterface(source: string, name: string): Model {
  const start = source.search(new RegExp(`^export (?:interface|type) I${name}\\b`, 'm'))
  const before = source.slice(0, start).trimEnd()
  const comment = before.endsWith('*/') ? before.slice(before.lastIndexOf('/**') + 3, -2) : ''
  const body = source.slice(start, source.indexOf('\n}', start))
  const fields = new Map<string, ModelField>()
  for (const [, description, field = '', optional, type = ''] of body.matchAll(MEMBER)) {
    fields.set(field, { name: field, required: !optional, type: type.trim(), description: commentText(description) })
  }
  return { description: commentText(comment), fields }
}

function declarationFiles(base: string): string[] {
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.d.ts') && !file.startsWith('_schemas')).sort()
}

/** Finds declarations by definition name; reading is lazy, so that only the wanted ones are parsed. */
export function modelReader(root: string): (definition: string) => Model | undefined {
  const files = new Map<string, readonly [file: string, name: string]>()
  for (const folder of ['kubernetes-models', '@kubernetes-models/apimachinery']) {
    const base = join(root, 'node_modules', folder)
    for (const file of declarationFiles(base)) {
      for (const [, name = '', full = ''] of readFileSync(join(base, file), 'utf8').matchAll(EXPORTED)) {
        files.set(full, [join(base, file), name])
      }
    }
  }
  return (definition) => {
    const found = files.get(modelName(definition))
    return found && readInterface(readFileSync(found[0], 'utf8'), found[1])
  }
}
