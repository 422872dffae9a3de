/** Hands a text to the browser as a file. */
export function download(name: string, content: string | Uint8Array): void {
  const url = URL.createObjectURL(
    new Blob([content as BlobPart], {
      type: typeof content === 'string' ? 'text/plain;charset=utf-8' : 'application/zip',
    }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The click has been heard by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
