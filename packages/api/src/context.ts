import type { DomainContext } from '@cronicl/domain'

/** Where a browser's refresh token lives between calls. Tests and in-process callers bring one in memory. */
export interface RefreshCookie {
  read(): string | undefined
  write(token: string, maxAgeS: number): void
  clear(): void
}

/** What a procedure is called with. It needs no HTTP: the server fills it from a request, a test by hand. */
export interface Context {
  domain: DomainContext
  refreshCookie: RefreshCookie
}

/** What a procedure says of itself, beside its types. Must be a type, not an interface: trpc-to-openapi infers from it. */
export type Meta = {
  openapi?: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    path: `/${string}`
    tags?: string[]
    summary?: string
    protect?: boolean
    successStatus?: number
    /** Answers with server-sent events: a GET with its input in the address, any other method with a JSON body. */
    stream?: true
    /** Other paths, with the same method and parameters, at which it is answered too. */
    aliases?: `/${string}`[]
    /** It is taken as a form too: names of its files, each with the field of the input that is given the frame's id. */
    files?: Record<string, string>
  }
  /** Largest request body in bytes, on every way to this procedure; 100 KB where nothing is said. */
  bodyLimitBytes?: number
}

/** `bodyLimitBytes` of every AI procedure. */
export const aiBodyLimitBytes = 50 * 1024
