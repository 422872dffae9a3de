/**
 * Stands in for Prettier inside monaco-yaml's worker (an alias in vite.config.ts): formatting is off, because it would move
 * what the learner laid out, and 130 kB that nothing calls need not be loaded.
 */
export function format(text: string): Promise<string> {
  return Promise.resolve(text)
}
