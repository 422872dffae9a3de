/**
 * Defaults of Pod specs and Pod templates. Source: pkg/apis/core/v1/defaults.go and the generated defaulters.
 * All of it works in place on a private copy and may run any number of times.
 */
import type { Container, Lifecycle, PodSpec, PodTemplateSpec, Probe } from '../types.ts'
import { imageTag } from './imagetag.ts'
import { defaultResources } from './resourcedefaults.ts'
import { defaultVolume } from './volumedefaults.ts'

type HttpGet = NonNullable<Probe['httpGet']>
type Env = NonNullable<Container['env']>[number]

/** What a Pod spec gets wherever it stands: in a Pod or in a template. */
export function defaultPodSpec(spec: PodSpec): void {
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  for (const container of everyContainer(spec)) defaultContainer(container)
  spec.restartPolicy ||= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ||= 'ClusterFirst'
  defaultServiceAccount(spec)
  spec.securityContext ??= {}
  spec.schedulerName ||= 'default-scheduler'
  if (spec.overhead) defaultResources({ requests: spec.overhead })
}

/** The old and the new name of the field always agree (core/v1 conversion). */
function defaultServiceAccount(spec: PodSpec): void {
  spec.serviceAccountName ||= spec.serviceAccount ?? ''
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName
  else {
    delete spec.serviceAccountName
    delete spec.serviceAccount
  }
}

/** A template: its spec gets all that does not depend on the Pod it becomes. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  template.metadata ??= {}
  template.spec ??= { containers: [] }
  defaultPodSpec(template.spec)
}

/** App, init and ephemeral containers. */
export function everyContainer(spec: PodSpec): Container[] {
  return [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...((spec.ephemeralContainers ?? []) as unknown as Container[]),
  ]
}

function defaultContainer(container: Container): void {
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const env of container.env ?? []) defaultEnv(env)
  container.resources ??= {}
  defaultResources(container.resources)
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) defaultProbe(probe)
  }
  if (container.lifecycle) defaultLifecycle(container.lifecycle)
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.imagePullPolicy ||= imageTag(container.image ?? '') === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultEnv(env: Env): void {
  const { fieldRef, resourceFieldRef } = env.valueFrom ?? {}
  if (fieldRef) fieldRef.apiVersion ||= 'v1'
  if (resourceFieldRef) resourceFieldRef.divisor ??= '0'
  const { fileKeyRef } = (env.valueFrom ?? {}) as { fileKeyRef?: { optional?: boolean } }
  if (fileKeyRef) fileKeyRef.optional ??= false
}

function defaultProbe(probe: Probe): void {
  if (probe.httpGet) defaultHttpGet(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
}

function defaultLifecycle(lifecycle: Lifecycle): void {
  for (const handler of [lifecycle.postStart, lifecycle.preStop]) {
    if (handler?.httpGet) defaultHttpGet(handler.httpGet)
  }
}

function defaultHttpGet(action: HttpGet): void {
  action.path ||= '/'
  action.scheme ||= 'HTTP'
}
