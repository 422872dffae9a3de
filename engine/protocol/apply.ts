/** What becomes of an applied text, document by document. */
import type { LoggedAction } from './run.ts'

/** Where in the editor's text something stands; 1-based, end exclusive. */
export interface TextRange {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** What became of one document of an applied text. */
export interface AppliedDocument {
  /** 0-based index of the document in the text. */
  index: number
  /** e.g. `deployment.apps/web`; empty when it could not be read. */
  object: string
  outcome: 'created' | 'configured' | 'serverside-applied' | 'unchanged' | 'refused'
  warnings: string[]
  error?: ApplyError
}

export interface ApplyError {
  code: number
  /** Status reason (Invalid, BadRequest, Conflict, …) or `Parse` for text that is not YAML. */
  reason: string
  /** What kubectl would print. */
  message: string
  causes: { field?: string; message: string; range?: TextRange }[]
  range?: TextRange
  /** A nearest valid field or the replacing apiVersion, with the edit that applies it. */
  fix?: { label: string; range: TextRange; text: string }
}

export interface ApplyRequest {
  dryRun: boolean
  /** For objects that name none. */
  namespace: string
  /** The server merges, and minds who owns which field; `force` takes fields over. */
  serverSide?: 'apply' | 'force'
}

export interface ApplyResult {
  documents: AppliedDocument[]
  /** The log's new entries, for the page's copy. */
  logged?: LoggedAction[]
  /** The kubectl line with the same effect. */
  kubectl: string
}
