/** Image references → definitions, as the container runtime resolves them (distribution/reference). */
import type { ImageInfo } from '../core/runtime.ts'
import { hash32, hashText } from '../core/random.ts'
import { images } from './images/list.ts'
import type { ImageDefinition } from './program.ts'

export interface FoundImage {
  definition: ImageDefinition
  info: ImageInfo
}

const REFERENCE = /^([a-z0-9]+(?:[._/:-]+[A-Za-z0-9]+)*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/

const known = new Map(images.map((image) => [canonicalRepository(image.repository), image]))
const fallback = images.at(-1) as ImageDefinition
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
  const match = REFERENCE.exec(reference)
  if (!match) return undefined
  const repository = canonicalRepository(match[1] as string)
  const tag = match[2] ?? 'latest'
  const definition = known.get(repository) ?? fallback
  if (match[3] === undefined && !definition.hasTag(tag)) return undefined
  const canonical = `${repository}:${tag}`
  return {
    definition,
    info: {
      reference: canonical,
      sizeBytes: definition.sizeBytes,
      imageId: `${repository}@${match[3] ?? digestOf(canonical)}`,
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
