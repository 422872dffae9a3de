/** Image references → definitions, as the container runtime resolves them (distribution/reference). */
import type { ImageInfo } from '../core/runtime.ts'
import { hash32, hashText } from '../core/random.ts'
import { parseImageReference } from '../rules/imagereference.ts'
import { images } from './images/list.ts'
import type { ImageDefinition } from './program.ts'

export interface FoundImage {
  definition: ImageDefinition
  info: ImageInfo
}

const known = new Map(images.map((image) => [canonicalRepository(image.repository), image]))
/** Stands for every image nobody knows. */
export const UNKNOWN_IMAGE = images.at(-1) as ImageDefinition
const resolved = new Map<string, FoundImage | null>()

/** The image of a reference; undefined when it is not well-formed or no registry has the tag. */
export function findImage(reference: string): FoundImage | undefined {
  let found = resolved.get(reference)
  if (found === undefined) {
    found = resolve(reference) ?? null
    resolved.set(reference, found)
  }
  return found ?? undefined
}

function resolve(reference: string): FoundImage | undefined {
  const parsed = parseImageReference(reference)
  if (parsed === undefined) return undefined
  const repository = canonicalRepository(parsed.repository)
  const tag = parsed.tag ?? 'latest'
  const definition = known.get(repository) ?? UNKNOWN_IMAGE
  if (parsed.digest === undefined && !definition.hasTag(tag)) return undefined
  const canonical = `${repository}:${tag}`
  return {
    definition,
    info: {
      reference: canonical,
      sizeBytes: definition.sizeBytes,
      imageId: `${repository}@${parsed.digest ?? digestOf(canonical)}`,
    },
  }
}

/** `nginx` → `docker.io/library/nginx`; `a/b` → `docker.io/a/b`; `host.tld/x` and `host:5000/x` stay. */
export function canonicalRepository(repository: string): string {
  const slash = repository.indexOf('/')
  if (slash < 0) return `docker.io/library/${repository}`
  const host = repository.slice(0, slash)
  return host.includes('.') || host.includes(':') || host === 'localhost' ? repository : `docker.io/${repository}`
}

/** A digest that is always the same for a reference. */
function digestOf(text: string): string {
  const h = hashText(text)
  return `sha256:${Array.from({ length: 8 }, (_, i) => hash32(h, i).toString(16).padStart(8, '0')).join('')}`
}
