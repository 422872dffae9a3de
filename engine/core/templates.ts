/** Go templates, for whoever needs them and does not read them itself (a template processor in a container). */

export type TemplateFunctions = Readonly<Record<string, (...args: unknown[]) => unknown>>

export interface Templates {
  /** What a template makes of data, or why it cannot. `functions` stand beside those of text/template. */
  render(source: string, data: unknown, functions: TemplateFunctions): { text: string } | { failure: string }
}
