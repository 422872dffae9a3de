/** Reads the number and string formats (int32, int64, byte, double) from @kubernetes/client-node's model classes. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ATTRIBUTE = /"baseName": "([^"]+)",\s*"type": "[^"]*",\s*"format": "([^"]*)"/g

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The class of a definition is its version and name, with the group in front where two groups share the name. */
function classFile(folder: string, definition: string): string | undefined {
  const [group = '', version = '', name = ''] = definition.split('.').slice(-3)
  const candidates = [`${capital(group)}${capital(version)}${name}`, `${capital(version)}${name}`]
  return candidates.map((candidate) => join(folder, `${candidate}.js`)).find((file) => existsSync(file))
}

/** The formats of a definition's fields by field name; empty when the client has no such class. */
export function formatReader(root: string): (definition: string) => ReadonlyMap<string, string> {
  const folder = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models')
  return (definition) => {
    const file = classFile(folder, definition)
    const formats = new Map<string, string>()
    if (!file) return formats
    for (const [, name = '', format = ''] of readFileSync(file, 'utf8').matchAll(ATTRIBUTE)) formats.set(name, format)
    return formats
  }
}
