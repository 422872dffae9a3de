/** References to the Pod's own fields and resources (downward API). Source: validateObjectFieldSelector and neighbours. */
import { type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { canonicalQuantity } from '../../api/quantity.ts'
import { qualifiedName } from '../validation/checks.ts'

type FieldRef = { apiVersion?: string; fieldPath?: string }
type ResourceRef = { containerName?: string; resource?: string; divisor?: string | number }

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const HUGE_PAGES = ['limits.hugepages-', 'requests.hugepages-']
const BYTES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

/** What any downward API path may be (core/v1 conversion); which of these is allowed depends on the place. */
const CONVERTIBLE = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

/** `metadata.labels['app']` → path and subscript. */
const SUBSCRIPTED = /^([^[\]]*)\['([^']*)'\]$/

export function validateFieldRef(ref: FieldRef, supported: readonly string[], path: string): FieldError[] {
  const { apiVersion, fieldPath } = ref
  if (!apiVersion) return [required(child(path, 'apiVersion'), '')]
  if (!fieldPath) return [required(child(path, 'fieldPath'), '')]
  const subscripted = SUBSCRIPTED.exec(fieldPath)
  const field = subscripted?.[1] ?? fieldPath
  const unknown = conversionError(apiVersion, field, fieldPath, subscripted !== null)
  if (unknown) return [invalid(child(path, 'fieldPath'), fieldPath, `error converting fieldPath: ${unknown}`)]
  if (subscripted) return subscriptErrors(field, subscripted[2] ?? '', path)
  return supported.includes(field) ? [] : [notSupported(child(path, 'fieldPath'), field, supported)]
}

function conversionError(version: string, field: string, label: string, hasSubscript: boolean): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`
  if (hasSubscript && field !== 'metadata.annotations' && field !== 'metadata.labels') {
    return `field label does not support subscript: ${label}`
  }
  return CONVERTIBLE.includes(field) ? undefined : `field label not supported: ${label}`
}

function subscriptErrors(field: string, subscript: string, path: string): FieldError[] {
  return qualifiedName(field === 'metadata.annotations' ? subscript.toLowerCase() : subscript, path)
}

/** @param inVolume a volume's file must name the container it is about. */
export function validateResourceFieldRef(ref: ResourceRef, inVolume: boolean, path: string): FieldError[] {
  const { containerName, resource = '', divisor } = ref
  const errors: FieldError[] = []
  if (inVolume && !containerName) errors.push(required(child(path, 'containerName'), ''))
  else if (!resource) errors.push(required(child(path, 'resource'), ''))
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.some((prefix) => resource.startsWith(prefix))) {
    errors.push(notSupported(child(path, 'resource'), resource, RESOURCES))
  }
  return [...errors, ...divisorErrors(resource, canonicalQuantity(divisor ?? '0'), child(path, 'divisor'))]
}

function divisorErrors(resource: string, divisor: string, path: string): FieldError[] {
  if (divisor === '0') return []
  if (resource.endsWith('.cpu')) {
    const text = "only divisor's values 1m and 1 are supported with the cpu resource"
    return divisor === '1m' || divisor === '1' ? [] : [invalid(path, resource, text)]
  }
  const name = resource.includes('hugepages-')
    ? 'hugepages'
    : resource.endsWith('.ephemeral-storage')
      ? 'local ephemeral storage'
      : 'memory'
  if (BYTES.includes(divisor)) return []
  return [invalid(path, resource, `only divisor's values ${BYTES.join(', ')} are supported with the ${name} resource`)]
}
