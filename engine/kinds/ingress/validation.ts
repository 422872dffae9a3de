/** Ingresses. Source: pkg/apis/networking/validation ValidateIngressCreate and neighbours. */
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { parseIp, validateLegacyIp } from '../../api/ip.ts'
import { dns1035LabelMessages, dnsSubdomainMessages, wildcardSubdomainMessages } from '../../api/names.ts'
import { portNameMessages, portNumberMessages } from '../../api/valueformats.ts'
import type { Ingress, IngressBackend } from '../types.ts'
import { dnsSubdomain, each } from '../validation/checks.ts'
import { validateLocalReference } from '../validation/references.ts'

type Spec = Ingress['spec']
type Rule = NonNullable<Spec['rules']>[number]
type Path = NonNullable<Rule['http']>['paths'][number]

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F']
const BAD_ENDINGS = ['/..', '/.']

export function validateIngress(object: Ingress): FieldError[] {
  const errors = validateSpec(object.spec)
  const annotation = object.metadata.annotations?.[CLASS_ANNOTATION]
  const name = object.spec.ingressClassName
  if (annotation === undefined || name === undefined || annotation === name) return errors
  const detail = 'must match `ingressClassName` when both are specified'
  return [...errors, invalid(`annotations.${CLASS_ANNOTATION}`, annotation, detail)]
}

export const validateIngressUpdate = ({ spec }: Ingress): FieldError[] => validateSpec(spec)

export function validateIngressStatus({ status }: Ingress): FieldError[] {
  return (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, i) => {
    const at = index('status.loadBalancer.ingress', i)
    const errors = ip ? validateLegacyIp(ip, child(at, 'ip'), false) : []
    if (!hostname) return errors
    errors.push(...each(child(at, 'hostname'), hostname, dnsSubdomainMessages(hostname)))
    if (parseIp(hostname) === undefined) return errors
    return [...errors, invalid(child(at, 'hostname'), hostname, 'must be a DNS name, not an IP address')]
  })
}

function validateSpec({ rules = [], defaultBackend, tls = [], ingressClassName }: Spec): FieldError[] {
  const errors: FieldError[] = []
  if (rules.length === 0 && !defaultBackend) {
    const detail = 'either `defaultBackend` or `rules` must be specified'
    errors.push(invalid('spec', verbatim('[]networking.IngressRule(nil)'), detail))
  }
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend'))
  errors.push(...rules.flatMap((rule, i) => validateRule(rule, index('spec.rules', i))))
  for (const [i, { hosts = [], secretName }] of tls.entries()) {
    const at = index('spec.tls', i)
    for (const [j, host] of hosts.entries()) errors.push(...validateHost(host, index(child(at, 'hosts'), j)))
    if (secretName) errors.push(...dnsSubdomain(secretName, child(at, 'secretName')))
  }
  if (ingressClassName === undefined) return errors
  return [...errors, ...dnsSubdomain(ingressClassName, 'spec.ingressClassName')]
}

const validateHost = (host: string, path: string) =>
  each(path, host, host.includes('*') ? wildcardSubdomainMessages(host) : dnsSubdomainMessages(host))

function validateRule({ host, http }: Rule, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (host) {
    const at = child(path, 'host')
    if (parseIp(host) !== undefined) errors.push(invalid(at, host, 'must be a DNS name, not an IP address'))
    errors.push(...validateHost(host, at))
  }
  if (!http) return errors
  const at = child(path, 'http', 'paths')
  const paths = http.paths ?? []
  if (paths.length === 0) errors.push(required(at, ''))
  return [...errors, ...paths.flatMap((each, i) => validatePath(each, index(at, i)))]
}

function validatePath({ path: text = '', pathType, backend }: Path, path: string): FieldError[] {
  if (pathType === undefined) return [required(child(path, 'pathType'), 'pathType must be specified')]
  const errors = PATH_TYPES.includes(pathType)
    ? textErrors(text, pathType, child(path, 'path'))
    : [notSupported(child(path, 'pathType'), pathType, PATH_TYPES)]
  return [...errors, ...validateBackend(backend ?? {}, child(path, 'backend'))]
}

function textErrors(text: string, pathType: string, path: string): FieldError[] {
  const errors: FieldError[] = []
  const isFree = pathType === 'ImplementationSpecific'
  if (!text.startsWith('/') && !(isFree && text === '')) errors.push(invalid(path, text, 'must be an absolute path'))
  if (isFree || text === '') return errors
  for (const part of BAD_SEQUENCES)
    if (text.includes(part)) errors.push(invalid(path, text, `must not contain '${part}'`))
  for (const end of BAD_ENDINGS) if (text.endsWith(end)) errors.push(invalid(path, text, `cannot end with '${end}'`))
  return errors
}

function validateBackend({ resource, service }: IngressBackend, path: string): FieldError[] {
  if (resource && service) return [invalid(path, '', 'cannot set both resource and service backends')]
  if (resource) return validateLocalReference(resource, child(path, 'resource'))
  if (!service) return [invalid(path, '', 'resource or service backend is required')]
  const at = child(path, 'service')
  const errors = service.name
    ? each(child(at, 'name'), service.name, dns1035LabelMessages(service.name))
    : [required(child(at, 'name'), '')]
  const { name = '', number = 0 } = service.port ?? {}
  if (name && number) return [...errors, invalid(path, '', 'cannot set both port name & port number')]
  if (name) return [...errors, ...each(child(at, 'port', 'name'), name, portNameMessages(name))]
  if (number) return [...errors, ...each(child(at, 'port', 'number'), number, portNumberMessages(number))]
  return [...errors, required(path, 'port name or number is required')]
}
