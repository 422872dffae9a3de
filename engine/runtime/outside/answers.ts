/** What hosts outside of the cluster answer to HTTP: a small internet of pages that say who they are. */
import type { HttpRequest } from '../../core/network.ts'

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

export function outsideAnswer(host: string, { scheme, path, method }: HttpRequest): Answer {
  // The examples of RFC 2606 speak plain HTTP; everybody else asks for TLS.
  if (scheme === 'http' && !/(^|\.)example\.(com|org|net)$/.test(host)) {
    return { status: 301, headers: { location: `https://${host}${path}`, 'content-type': 'text/html' }, body: '' }
  }
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
    return { status: 405, headers: { 'content-type': 'text/plain' }, body: 'Method Not Allowed\n' }
  }
  const title = host.startsWith('www.example') || host.startsWith('example') ? 'Example Domain' : host
  const body = `<!doctype html>\n<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`
  return { status: 200, headers: { 'content-type': 'text/html; charset=UTF-8' }, body }
}
