import type { User } from './types.ts'

export interface SignIn {
  user: User
  accessToken: string
  expiresInS: number
  refreshToken?: string | undefined
}

/** Keeps a refresh token where there is no cookie jar: in Node, at the edge, in a native app. */
export interface TokenStore {
  get(): string | null | Promise<string | null>
  set(token: string | null): void | Promise<void>
}

export interface SessionOptions {
  /** `cookie` (browsers): the refresh token stays out of the page's reach. `body`: it is kept in `store`. */
  refreshTokenIn: 'cookie' | 'body'
  store: TokenStore
  /** Exchanges the refresh token; null is sent when a cookie carries it. Throws when the session is over. */
  exchange(refreshToken: string | null): Promise<SignIn>
}

/** How long before its end an access token is renewed. */
const renewEarlyMs = 30_000

/** Who is signed in on this client: an access token in memory, renewed in time, by one request however many need it. */
export class Session {
  readonly #options: SessionOptions
  readonly #listeners = new Set<(user: User | null) => void>()
  #access: { token: string; renewAtMs: number } | null = null
  #user: User | null = null
  #renewing: Promise<string | null> | null = null

  constructor(options: SessionOptions) {
    this.#options = options
  }

  get user(): User | null {
    return this.#user
  }

  get refreshTokenIn(): 'cookie' | 'body' {
    return this.#options.refreshTokenIn
  }

  refreshToken(): string | null | Promise<string | null> {
    return this.#options.refreshTokenIn === 'body' ? this.#options.store.get() : null
  }

  /** Calls back at every sign-in and sign-out; returns how to stop it. */
  onChange(listener: (user: User | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async open(signIn: SignIn): Promise<User> {
    if (this.#options.refreshTokenIn === 'body') await this.#options.store.set(signIn.refreshToken ?? null)
    this.#access = { token: signIn.accessToken, renewAtMs: Date.now() + signIn.expiresInS * 1_000 - renewEarlyMs }
    this.#tell(signIn.user)
    return signIn.user
  }

  async clear(): Promise<void> {
    this.#access = null
    if (this.#options.refreshTokenIn === 'body') await this.#options.store.set(null)
    this.#tell(null)
  }

  /** A token that is good for the next request, or null when nobody is signed in. */
  async accessToken(): Promise<string | null> {
    if (!this.#access) return null
    return Date.now() < this.#access.renewAtMs ? this.#access.token : this.renew()
  }

  /** Renews the access token, also across the tabs of a browser; null when the session is over. */
  renew(): Promise<string | null> {
    this.#renewing ??= this.#renewAlone().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renewAlone(): Promise<string | null> {
    const locks = globalThis.navigator?.locks
    return locks ? locks.request('cronicl-refresh', () => this.#exchange()) : this.#exchange()
  }

  async #exchange(): Promise<string | null> {
    const token = await this.refreshToken()
    if (this.#options.refreshTokenIn === 'body' && !token) return null
    try {
      await this.open(await this.#options.exchange(token))
      return this.#access?.token ?? null
    } catch (error) {
      // Only the server's word ends a session; a lost connection does not.
      if ((error as { code?: string }).code !== 'UNAUTHORIZED') throw error
      await this.clear()
      return null
    }
  }

  #tell(user: User | null): void {
    const changed = user?.id !== this.#user?.id
    this.#user = user
    if (changed) for (const listener of this.#listeners) listener(user)
  }
}

/** A store that lives as long as the process. */
export function memoryStore(initial: string | null = null): TokenStore {
  let kept = initial
  return {
    get: () => kept,
    set: (token) => {
      kept = token
    },
  }
}
