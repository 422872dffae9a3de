/** One request to the API server and its response, as HTTP would carry them; plain data. */

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path without query, e.g. `/apis/apps/v1/namespaces/default/deployments/web`. */
  path: string
  query?: Record<string, string>
  /** Words of an exec: the one query parameter that stands there several times. */
  command?: readonly string[]
  /** Lower-case header names: accept, content-type, user-agent, impersonate-user … */
  headers?: Record<string, string>
  /** Body text as sent (JSON or YAML by content-type). */
  body?: string
}

export interface ApiResponse {
  code: number
  headers: Record<string, string>
  /** Parsed JSON body (a Status on errors), or text for logs and health. */
  body: unknown
  /** `Warning` headers' texts. */
  warnings: string[]
}
