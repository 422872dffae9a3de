/** How Pod Security is configured: what holds where a namespace says nothing, and whom it leaves alone (pod-security.admission.config.k8s.io/v1). */

export interface PodSecurityConfiguration {
  /** enforce, audit, warn and the same with `-version`. */
  readonly defaults?: Readonly<Record<string, string>>
  readonly exemptions?: {
    readonly usernames?: readonly string[]
    readonly runtimeClasses?: readonly string[]
    readonly namespaces?: readonly string[]
  }
}
