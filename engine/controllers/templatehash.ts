/**
 * The pod-template-hash: equal templates, equal hashes. The value is our own (upstream hashes Go's print of a struct),
 * its look is upstream's: a 32-bit FNV-1a number, its decimal digits in the alphabet of safe names.
 * Source: pkg/controller/controller_utils.go ComputeHash, apimachinery util/rand SafeEncodeString.
 */
import type { PodTemplateSpec } from '../kinds/types.ts'

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** Templates are immutable; most are asked about at every sync. */
const known = new WeakMap<PodTemplateSpec, Map<number, string>>()

/** Hash of a template; `collisions` makes another one of it after two templates met in one. */
export function templateHash(template: PodTemplateSpec, collisions = 0): string {
  let hashes = known.get(template)
  if (hashes === undefined) {
    hashes = new Map()
    known.set(template, hashes)
  }
  let hash = hashes.get(collisions)
  if (hash === undefined) {
    hash = safeEncode(fnv1a(canonical(template) + (collisions > 0 ? String(collisions) : '')))
    hashes.set(collisions, hash)
  }
  return hash
}

function fnv1a(text: string): number {
  let h = FNV_OFFSET
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME)
  return h >>> 0
}

function safeEncode(hash: number): string {
  return [...String(hash)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('')
}

/** JSON with sorted keys; absent and undefined are the same. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = value as Record<string, unknown>
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined)
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`)
    .join(',')}}`
}
