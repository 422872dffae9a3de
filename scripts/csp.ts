/** The page's content security policy, in one place for the static server (header) and the build (meta element). */

/** Policies Monaco creates by name; any other code that makes HTML or a script address from a string is stopped. */
const MONACO_POLICIES = [
  'defaultWorkerFactory',
  'diffEditorWidget',
  'diffReview',
  'domLineBreaksComputer',
  'dompurify',
  'editorGhostText',
  'editorViewLayer',
  'richScreenReaderContent',
  'standaloneColorizer',
  'stickyScrollViewLayer',
  'tokenizeToString',
]

const DIRECTIVES: Record<string, string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Monaco, and React's style attributes set from script, write inline styles.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  // The example of a course page has embeds of its own origin.
  'frame-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  // 'default' is public/trusted-types.js: the one door for worker and service-worker addresses.
  'trusted-types': ['default', ...MONACO_POLICIES, "'allow-duplicates'"],
}

/** One line, fit for the header and for `<meta http-equiv>`. Framing is left open: the page is made to be embedded. */
export const CONTENT_SECURITY_POLICY = Object.entries(DIRECTIVES)
  .map(([name, values]) => `${name} ${values.join(' ')}`)
  .join('; ')
