// The one Trusted Types policy for script addresses (workers, the service worker): only our own origin's. Loaded before any
// module, so that libraries and bundled code pass through it without knowing. No HTML is ever made from strings here.
window.trustedTypes?.createPolicy('default', {
  createScriptURL(address) {
    const url = new URL(address, document.baseURI)
    if (url.origin !== location.origin) throw new TypeError(`Script address of another origin refused: ${url.origin}`)
    return address
  },
})
