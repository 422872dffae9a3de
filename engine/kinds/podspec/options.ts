/** What a Pod spec is validated for. */
export interface PodSpecOptions {
  /** A Pod itself, not a template. */
  readonly isPod: boolean
}
