import { createAuthFetch } from './auth-fetch.ts'
import { toCroniclError } from './cronicl-error.ts'
import { type WaitOptions, jobEvents, waitForJob } from './jobs.ts'
import type { Fetch } from './links.ts'
import { Session, type TokenStore, memoryStore } from './session.ts'
import { type Api, createApi } from './trpc-client.ts'
import type { Asset, Inputs, Job, User } from './types.ts'
import { type UploadOptions, uploadFile } from './upload.ts'

export interface ClientOptions {
  /** Address of the API, as `https://api.example.com`. */
  url: string
  auth?: {
    /** Where the refresh token lives; by default `cookie` in a browser and `body` elsewhere. */
    refreshTokenIn?: 'cookie' | 'body'
    /** Keeps the refresh token when it comes in the body; by default this process's memory. */
    store?: TokenStore
  }
  fetch?: Fetch
}

export interface CroniclClient {
  /** Every procedure of the API, typed: `api.media.list.query({})`. */
  api: Api
  auth: {
    register(input: Omit<Inputs['auth']['register'], 'refreshTokenIn'>): Promise<User>
    login(input: Omit<Inputs['auth']['login'], 'refreshTokenIn'>): Promise<User>
    /** Takes up a session of before, from the cookie or the store; null when there is none. */
    resume(): Promise<User | null>
    logout(): Promise<void>
    readonly user: User | null
    onChange(listener: (user: User | null) => void): () => void
  }
  /** Sends a file to the library. */
  upload(file: Blob, options?: UploadOptions): Promise<Asset>
  jobs: {
    wait(id: string, options?: WaitOptions): Promise<Job>
    events(id: string, options?: { signal?: AbortSignal }): AsyncGenerator<Job, void>
  }
}

/** A client of one Cronicl server, for browsers, Node and edge runtimes. */
export function createClient(options: ClientOptions): CroniclClient {
  const url = options.url.replace(/\/+$/, '')
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis)
  const refreshTokenIn = options.auth?.refreshTokenIn ?? (typeof document === 'undefined' ? 'body' : 'cookie')
  // Without the signed-in user's header: a refresh must not wait for a refresh.
  const plainApi = createApi(url, (input, init) => fetch(input, { ...init, credentials: 'include' }))
  const session = new Session({
    refreshTokenIn,
    store: options.auth?.store ?? memoryStore(),
    exchange: (refreshToken) =>
      plainApi.auth.refresh.mutate({ refreshTokenIn, ...(refreshToken ? { refreshToken } : {}) }),
  })
  const api = createApi(url, createAuthFetch(session, fetch))
  return {
    api,
    auth: {
      register: async (input) => session.open(await plainApi.auth.register.mutate({ ...input, refreshTokenIn })),
      login: async (input) => session.open(await plainApi.auth.login.mutate({ ...input, refreshTokenIn })),
      resume: async () => ((await session.renew().catch(rethrow)) === null ? null : session.user),
      logout: async () => {
        const refreshToken = await session.refreshToken()
        await plainApi.auth.logout.mutate(refreshToken ? { refreshToken } : {})
        await session.clear()
      },
      get user() {
        return session.user
      },
      onChange: (listener) => session.onChange(listener),
    },
    upload: (file, uploadOptions) => uploadFile(api, fetch, file, uploadOptions),
    jobs: {
      wait: (id, waitOptions) => waitForJob(api, id, waitOptions),
      events: (id, eventOptions) => jobEvents(api, id, eventOptions?.signal),
    },
  }
}

function rethrow(error: unknown): never {
  throw toCroniclError(error)
}
