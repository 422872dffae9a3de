/** What the editor says, in words. Pure. */
import type { AppliedDocument, ApplyError } from '../../../engine/protocol/apply.ts'
import { plural } from '../../draw/countdown.ts'

export interface ProblemWords {
  /** `Line 30: startupProbe has no field failureTreshold`. */
  head: string
  /** `Closest match is failureThreshold.` */
  more: string
}

/** An error as the problem bar prints it. */
export function problemWords({ causes, message, range }: ApplyError): ProblemWords {
  const [cause] = causes
  const line = cause?.range?.line ?? range?.line
  const said = cause
    ? cause.field && !isSentence(cause.message)
      ? `${cause.field}: ${cause.message}`
      : cause.message
    : message
  const [first, ...rest] = plainly(said).split(/(?<=\.) (?=[A-Z])/)
  const others = causes.length > 1 ? `And ${plural(causes.length - 1, 'more problem')}.` : ''
  return {
    head: `${line ? `Line ${line}: ` : ''}${(first as string).replace(/\.$/, '')}`,
    more: [...rest, others].filter(Boolean).join(' '),
  }
}

/** What parsers and the API server say, in words that tell what to change; all else stays as it was said. */
const PLAIN: readonly [RegExp, string][] = [
  [
    /Nested mappings are not allowed in compact mappings/,
    'the next line is indented too far for a line that has a value',
  ],
  [/json: cannot unmarshal (\w+) into Go (?:struct field|value) .*?of type (?:\w+\.)?(\w+)/, 'needs $2, not a $1'],
  [/quantities must match the regular expression '.*'/, 'is no quantity. A quantity reads like 250m, 2 or 128Mi'],
]

function plainly(said: string): string {
  return PLAIN.reduce((text, [pattern, words]) => text.replace(pattern, words), said)
}

const isSentence = (text: string) => / has no field | no longer serves |^no matches /.test(text)

/** `Applied 4 lines, 2 objects`, `Dry run: 1 of 2 objects refused`. */
export function resultWords(documents: readonly AppliedDocument[], lines: number, dryRun: boolean): string {
  const refused = documents.filter(({ outcome }) => outcome === 'refused').length
  const name = dryRun ? 'Dry run' : 'Apply'
  if (documents.length === 0) return `${name}: there is nothing to apply`
  if (refused === documents.length) return `${name}: refused`
  if (refused > 0) return `${name}: ${refused} of ${documents.length} objects refused`
  if (documents.every(({ outcome }) => outcome === 'unchanged')) return `${name}: nothing to change`
  if (dryRun) return `Dry run: ${plural(documents.length, 'object')} would be accepted`
  return lines > 0 ? `Applied ${plural(lines, 'line')}` : `Applied ${plural(documents.length, 'object')}`
}

/** What kubectl would have printed. */
export function kubectlOutput(documents: readonly AppliedDocument[], dryRun: boolean): string {
  const suffix = dryRun ? ' (server dry run)' : ''
  return documents
    .flatMap(({ object, outcome, error, warnings }) => [
      ...warnings.map((warning) => `Warning: ${warning}`),
      error ? error.message : `${object} ${outcome}${suffix}`,
    ])
    .join('\n')
}
