/** Where the site stands that this page is a part of. */

/** `…/v/0.1.0/`: a folder of the site, which each release keeps (the page may stand in one already, or in `embed/`). */
export function siteOf(address: string, version?: string): string {
  const site = new URL(address.replace(/[?#].*$/, '').replace(/[^/]*$/, '')).href.replace(/(embed|course)\/$/, '')
  const bare = site.replace(/v\/[^/]+\/$/, '')
  return version === undefined ? site : `${bare}v/${version}/`
}
