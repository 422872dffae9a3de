/** Flags every command has, and groups of flags that several share. Notation: base/flags.ts. */

export const GLOBAL_FLAGS: readonly string[] = [
  'namespace,n:string',
  'help,h:bool',
  'as:string',
  'as-group:strings',
  'as-uid:string',
  'server,s:string',
  'cache-dir:string',
  'kubeconfig:string',
  'context:string',
  'cluster:string',
  'user:string',
  'token:string',
  'request-timeout:string=0',
  'v,v:int',
  'warnings-as-errors:bool',
  'insecure-skip-tls-verify:bool',
  'match-server-version:bool',
  'disable-compression:bool',
  'tls-server-name:string',
  'certificate-authority:string',
  'client-certificate:string',
  'client-key:string',
]

export const PRINT_FLAGS: readonly string[] = [
  'output,o:string',
  'template:string',
  'allow-missing-template-keys:bool=true',
  'show-managed-fields:bool',
]

export const FILE_FLAGS: readonly string[] = ['filename,f:list', 'kustomize,k:string', 'recursive,R:bool']

export const DRY_RUN = 'dry-run:string=none?unchanged'
export const FIELD_MANAGER = 'field-manager:string'
export const VALIDATE = 'validate:string=strict?strict'
export const ALL_NAMESPACES = 'all-namespaces,A:bool'
export const SELECTOR = 'selector,l:string'
export const FIELD_SELECTOR = 'field-selector:string'
