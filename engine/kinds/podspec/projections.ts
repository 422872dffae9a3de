/** Volumes made of files: Secrets, ConfigMaps, the Pod's own fields, tokens. Source: validateProjectionSources and neighbours. */
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type { Volume } from '../types.ts'
import { descendingPath } from '../validation/checks.ts'
import { validateFieldRef, validateResourceFieldRef } from './fieldrefs.ts'

type Projected = NonNullable<Volume['projected']>
type Projection = NonNullable<Projected['sources']>[number]
type KeyToPath = { key?: string; path?: string; mode?: number }
type Files = { items?: KeyToPath[]; defaultMode?: number } | undefined
type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number]

const MODE = 'must be a number between 0 and 0777 (octal), both inclusive'
const MAX_MODE = 0o777
const TEN_MINUTES = 600
const MAX_TOKEN_SECONDS = 2 ** 32

const FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']

/** A Secret or ConfigMap as files; `field` is where its name stands. */
export function validateFiles(name: string | undefined, field: string, source: Files, path: string): FieldError[] {
  const errors = name ? [] : [required(child(path, field), '')]
  errors.push(...modeErrors(source?.defaultMode, child(path, 'defaultMode')))
  for (const [i, item] of (source?.items ?? []).entries())
    errors.push(...keyErrors(item, index(child(path, 'items'), i)))
  return errors
}

function keyErrors({ key, path: file = '', mode }: KeyToPath, path: string): FieldError[] {
  const errors = key ? [] : [required(child(path, 'key'), '')]
  if (!file) errors.push(required(child(path, 'path'), ''))
  return [...errors, ...filePath(file, child(path, 'path')), ...modeErrors(mode, child(path, 'mode'))]
}

const modeErrors = (mode: number | undefined, path: string): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > MAX_MODE) ? [invalid(path, mode, MODE)] : []

/** Below the volume, and no name that the atomic writer keeps to itself. */
function filePath(file: string, path: string): FieldError[] {
  const errors = descendingPath(file, path)
  const reserved = file.startsWith('..') && !file.startsWith('../') && file !== '..'
  return reserved ? [...errors, invalid(path, file, "must not start with '..'")] : errors
}

/** Upstream gives the volume's path for what is wrong with a file. */
export function validateDownwardApi(source: Volume['downwardAPI'], path: string): FieldError[] {
  return [
    ...modeErrors(source?.defaultMode, child(path, 'defaultMode')),
    ...(source?.items ?? []).flatMap((file) => validateDownwardFile(file, path)),
  ]
}

function validateDownwardFile(file: DownwardFile, path: string): FieldError[] {
  const errors = file.path ? [] : [required(child(path, 'path'), '')]
  errors.push(...filePath(file.path ?? '', child(path, 'path')))
  const { fieldRef, resourceFieldRef } = file
  if (fieldRef) {
    errors.push(...validateFieldRef(fieldRef, FIELDS, child(path, 'fieldRef')))
    if (resourceFieldRef) {
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'))
    }
  } else if (resourceFieldRef) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, true, child(path, 'resourceFieldRef')))
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  return [...errors, ...modeErrors(file.mode, child(path, 'mode'))]
}

export function validateProjected(projected: Volume['projected'], path: string): FieldError[] {
  const paths = new Set<string>()
  return [
    ...modeErrors(projected?.defaultMode, child(path, 'defaultMode')),
    ...(projected?.sources ?? []).flatMap((source, i) =>
      validateProjection(source, paths, path, index(child(path, 'sources'), i)),
    ),
  ]
}

function validateProjection(source: Projection, paths: Set<string>, path: string, at: string): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source
  const errors: FieldError[] = []
  for (const [field, files] of [
    ['secret', secret],
    ['configMap', configMap],
  ] as const) {
    if (files) errors.push(...validateFiles(files.name, 'name', files, child(at, field)))
    for (const item of files?.items ?? []) errors.push(...conflict(item.path, files?.name ?? '', paths, path))
  }
  for (const file of downwardAPI?.items ?? []) {
    errors.push(...validateDownwardFile(file, child(at, 'downwardAPI')), ...conflict(file.path, file.path, paths, path))
  }
  if (serviceAccountToken) errors.push(...tokenErrors(serviceAccountToken, path, child(at, 'serviceAccountToken')))
  const count = Object.values(source).filter(Boolean).length
  if (count > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'))
  return errors
}

function conflict(file: string | undefined, shown: string, paths: Set<string>, path: string): FieldError[] {
  if (!file) return []
  if (paths.has(file)) return [invalid(path, shown, 'conflicting duplicate paths')]
  paths.add(file)
  return []
}

function tokenErrors(token: NonNullable<Projection['serviceAccountToken']>, path: string, at: string): FieldError[] {
  const seconds = token.expirationSeconds ?? 0
  const errors: FieldError[] = []
  const secondsPath = child(at, 'expirationSeconds')
  if (seconds < TEN_MINUTES) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration less than 10 minutes'))
  }
  if (seconds > MAX_TOKEN_SECONDS) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration larger than 2^32 seconds'))
  }
  if (!token.path) errors.push(required(child(path, 'path'), ''))
  else errors.push(...filePath(token.path, child(path, 'path')))
  return errors
}
