export interface OutboundOptions {
  /**
   * `host:port` pairs that may be reached although they are private, http or on another port than 443: for development
   * and tests, from OUTBOUND_ALLOW. A pair is compared with the URL as it is written, so `localhost:9000` does not
   * allow `127.0.0.1:9000`.
   */
  allow?: readonly string[]
}

export interface OutboundRequest {
  method?: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /**
   * Host names that may be asked, also after redirects: `replicate.delivery` is that name alone, `*.replicate.delivery`
   * every name under it. Without it any public host; where it is given it binds allow-listed hosts too.
   */
  hosts?: readonly string[]
  /**
   * How many redirects are followed, each checked anew; 0 makes a 3xx an ordinary answer. 3 for GET and 0 for POST when
   * left out. Body and headers never go to another origin than the one they were meant for.
   */
  redirects?: number
  /** Largest answer, in bytes of the body. */
  maxBytes: number
  /** For the whole exchange: names, connections, redirects and body, in milliseconds. */
  timeoutMs: number
  signal?: AbortSignal
}

export interface OutboundAnswer {
  /** The address that answered, after redirects. Its query may hold a signature: it belongs in no log. */
  url: string
  status: number
  headers: Headers
  /** As the server names it, in lower case and without parameters: a claim, not what the bytes are. */
  contentType: string | null
}

/**
 * The one way to an address that a user or a provider names. Public hosts over https at port 443 alone, whatever the
 * spelling, the name server or a redirect says. Never a second request for one that failed.
 * Errors: VALIDATION_ERROR for an address that may not be reached, PAYLOAD_TOO_LARGE, UPSTREAM_TIMEOUT, UPSTREAM_ERROR
 * for all other trouble; the signal's reason when the caller aborts. No error names more of an address than its origin.
 */
export interface Outbound {
  /**
   * Streams the body to a new file at `path`. When it rejects, no file of it is left; one that was there before stays.
   * @throws AppError UPSTREAM_ERROR with `details.status` for every status but 2xx
   */
  download(url: string, path: string, request: OutboundRequest): Promise<OutboundAnswer & { sizeBytes: number }>
  /** The whole answer in memory, whatever its status. A body in a content encoding that was not asked for stays in it. */
  exchange(url: string, request: OutboundRequest): Promise<OutboundAnswer & { body: Uint8Array }>
  /** Ends what is still under way (UPSTREAM_ERROR) and refuses what comes after. */
  close(): Promise<void>
}
