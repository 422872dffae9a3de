/** How a command fails: what goes to standard error, and the exit code. Source: kubectl pkg/cmd/util/helpers.go. */
import { type Json, list, text } from './json.ts'

/** Ends the command; `said` is written to standard error as it is (a newline is added). */
export class Failure extends Error {
  constructor(
    readonly said: string,
    readonly exit = 1,
  ) {
    super(said)
  }
}

/** A plain error: `error: …`. */
export const fail = (message: string): Failure => new Failure(`error: ${message}`)

/** Wrong usage: kubectl adds where help is. */
export const usage = (command: string, message: string): Failure =>
  fail(`${message}\nSee 'kubectl ${command} -h' for help and examples`)

/** The API server refused: carries its Status. */
export class Refused extends Error {
  constructor(
    readonly status: Json,
    /** What kubectl was doing, e.g. `error when creating "x.yaml"`; part of some messages. */
    readonly doing = '',
  ) {
    super(text(status, 'message'))
  }

  /** The server's words with what was being done. */
  get words(): string {
    return this.doing === '' ? this.message : `${this.doing}: ${this.message}`
  }

  get reason(): string {
    return text(this.status, 'reason')
  }

  get isNotFound(): boolean {
    return this.reason === 'NotFound'
  }
}

/** One error of several that a command goes on after. */
export type Trouble = Failure | Refused

/** What an error prints when it stands alone (checkErr): invalid objects are told field by field. */
export function message(error: Trouble): string {
  if (error instanceof Failure) return error.said
  return error.reason === 'Invalid' ? invalid(error.status) : standard(error)
}

/** What it prints among others (messageForError). */
const oneOfMany = (error: Trouble): string =>
  error instanceof Failure ? error.said.replace(/^error: /, '') : standard(error)

/** StandardErrorMessage. */
function standard({ reason, words }: Refused): string {
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${words})`
  return reason === '' ? `Error from server: ${words}` : `Error from server (${reason}): ${words}`
}

/** `The Deployment "web" is invalid: …`, each cause on a line when there are several. */
function invalid(status: Json): string {
  const details = status.details
  if (details === undefined) return `The request is invalid: ${text(status, 'message')}`
  const kind = text(details, 'kind')
  const causes = list(details, 'causes')
  const head = `The ${kind} "${text(details, 'name')}" is invalid`
  if (causes.length === 0) {
    const said = text(status, 'message')
    const cut = said.indexOf(' is invalid: ')
    return cut < 0 ? `${head}` : `${head}: ${said.slice(cut + ' is invalid: '.length)}`
  }
  const lines = causes.map((cause) => {
    const field = text(cause, 'field')
    return field === '' ? text(cause, 'message') : `${field}: ${text(cause, 'message')}`
  })
  const unique = [...new Set(lines)]
  return unique.length === 1 ? `${head}: ${unique[0]}` : `${head}: \n${unique.map((line) => `* ${line}`).join('\n')}`
}

/** Errors a command met, as kubectl prints several: each on its own. */
export function endOf(errors: readonly Trouble[]): Trouble {
  const [first] = errors
  if (first !== undefined && errors.length === 1) return first
  return new Failure([...new Set(errors.map(oneOfMany))].join('\n'))
}
