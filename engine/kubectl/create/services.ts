/** `kubectl create service …`, `ingress`. Source: kubectl pkg/cmd/create/create_service.go, create_ingress.go. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import { generator } from './generator.ts'
import { pairsOf } from './generator.ts'

const TCP = ['tcp:list', 'clusterip:string', 'node-port:int']

/** `80`, `80:8080`. */
function portOf(said: string, nodePort: number): Json {
  const [port = '', target] = said.split(':')
  if (!/^\d+$/.test(port)) throw fail(`strconv.ParseUint: parsing "${port}": invalid syntax`)
  const name = said.includes(':') ? said.replace(':', '-') : said
  const targetPort = target === undefined ? Number(port) : /^\d+$/.test(target) ? Number(target) : target
  return { name, ...(nodePort > 0 ? { nodePort } : {}), port: Number(port), protocol: 'TCP', targetPort }
}

function service(call: Call, name: string, type: string): Json {
  const ports = call.flags
    .list('tcp')
    .map((said) => portOf(said, type === 'NodePort' ? call.flags.int('node-port') : 0))
  const clusterIP = call.flags.string('clusterip')
  if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName')
    throw fail('at least one tcp port specifier must be provided')
  const labels = { app: name }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === 'ExternalName' ? { externalName: call.flags.string('external-name') } : {}),
      ...(ports.length === 0 ? {} : { ports }),
      selector: labels,
      type,
    },
    status: { loadBalancer: {} },
  }
}

export const createServiceClusterIP = generator(
  'service clusterip',
  TCP,
  (call, name) => service(call, name, 'ClusterIP'),
  { aliases: ['svc clusterip'] },
)
export const createServiceNodePort = generator(
  'service nodeport',
  TCP,
  (call, name) => service(call, name, 'NodePort'),
  { aliases: ['svc nodeport'] },
)
export const createServiceLoadBalancer = generator(
  'service loadbalancer',
  TCP,
  (call, name) => service(call, name, 'LoadBalancer'),
  { aliases: ['svc loadbalancer'] },
)
export const createServiceExternalName = generator(
  'service externalname',
  [...TCP, 'external-name:string'],
  (call, name) => {
    return service(call, name, 'ExternalName')
  },
  { aliases: ['svc externalname'], required: ['external-name'] },
)

export const createIngress = generator(
  'ingress',
  ['rule:strings', 'class:string', 'annotation:strings', 'default-backend:string'],
  (call, name) => {
    const rules = call.flags.strings('rule').map(ruleOf)
    const fallback = call.flags.string('default-backend')
    if (rules.length === 0 && fallback === '')
      throw fail(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      )
    const hosts = [...new Set(rules.map(({ host }) => host))]
    const tls = rules.filter(({ tls }) => tls !== undefined)
    const annotations = pairsOf(call, 'annotation')
    const secrets = [...new Set(tls.map((rule) => rule.tls as string))]
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: {
        ...(fallback === '' ? {} : { defaultBackend: backend(fallback) }),
        ...(call.flags.string('class') === '' ? {} : { ingressClassName: call.flags.string('class') }),
        ...(rules.length === 0
          ? {}
          : {
              rules: hosts.map((host) => ({
                ...(host === '' ? {} : { host }),
                http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) },
              })),
            }),
        ...(tls.length === 0
          ? {}
          : {
              tls: secrets.map((secretName) => ({
                hosts: tls.filter((rule) => rule.tls === secretName).map(({ host }) => host),
                ...(secretName === '' ? {} : { secretName }),
              })),
            }),
      },
      status: { loadBalancer: {} },
    }
  },
  { aliases: ['ing'], failing: 'failed to create ingress' },
)

function backend(said: string): Json {
  const [name = '', port = ''] = said.split(':')
  if (port === '') throw fail(`default-backend should be in format servicename:serviceport`)
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

/** `host/path=service:port[,tls[=secret]]`; a path ending in `*` is a prefix. */
function ruleOf(said: string): { host: string; path: Json; tls: string | undefined } {
  const [main = '', ...options] = said.split(',')
  const at = main.indexOf('=')
  const place = main.slice(0, at)
  if (at < 0 || !place.includes('/'))
    throw fail(`rule ${said} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
  const slash = place.indexOf('/')
  const whole = place.slice(slash)
  const prefix = whole.endsWith('*')
  const tls = options.find((option) => option === 'tls' || option.startsWith('tls='))
  return {
    host: place.slice(0, slash),
    path: {
      backend: backend(main.slice(at + 1)),
      path: prefix ? whole.slice(0, -1) : whole,
      pathType: prefix ? 'Prefix' : 'Exact',
    },
    tls: tls === undefined ? undefined : tls.slice(4),
  }
}
