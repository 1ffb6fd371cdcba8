import { CroniclError, type Job } from '@cronicl/client'
import { isOver } from './is-over.ts'

export interface JobSource {
  events(id: string, options: { signal: AbortSignal }): AsyncIterable<Job>
  get(id: string): Promise<Job>
  /** A state of a job that is followed; the last one is always told. */
  onJob(job: Job): void
  /** There is no such job any more. */
  onGone(id: string): void
}

interface Followed {
  followers: number
  stream: AbortController | null
  /** Its stream broke; the next look comes by asking. */
  rests: boolean
}

const askEveryMs = 2_000

/**
 * Follows any number of jobs to their end. A browser opens six connections to a server, and each stream of events holds
 * one: so a few jobs have a stream, the first that were followed, and the others are asked for together every now and
 * then.
 */
export class JobFollower {
  readonly #source: JobSource
  readonly #followed = new Map<string, Followed>()
  #maxStreams: number
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(source: JobSource, maxStreams: number) {
    this.#source = source
    this.#maxStreams = maxStreams
  }

  /** Follows a job until it has ended; the function that is returned ends it before. */
  follow(id: string): () => void {
    const job = this.#followed.get(id) ?? { followers: 0, stream: null, rests: false }
    job.followers++
    this.#followed.set(id, job)
    this.#arrange()
    let left = false
    return () => {
      if (left) return
      left = true
      job.followers--
      if (job.followers === 0) this.#leave(id, job)
    }
  }

  /** How many streams may be open: none in a tab that nobody sees, so that the one that is seen can have its own. */
  allowStreams(max: number): void {
    this.#maxStreams = max
    const open = [...this.#followed.values()].filter(({ stream }) => stream)
    for (const job of open.slice(max)) stop(job)
    this.#arrange()
  }

  #leave(id: string, job: Followed): void {
    stop(job)
    if (this.#followed.get(id) === job) this.#followed.delete(id)
    this.#arrange()
  }

  #arrange(): void {
    let open = 0
    let asked = 0
    for (const { stream } of this.#followed.values()) if (stream) open++
    for (const [id, job] of this.#followed) {
      if (job.stream) continue
      if (open < this.#maxStreams && !job.rests) {
        open++
        job.stream = new AbortController()
        void this.#stream(id, job, job.stream.signal)
      } else asked++
    }
    if (asked > 0) this.#timer ??= setInterval(() => this.#ask(), askEveryMs)
    else if (this.#timer) {
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  async #stream(id: string, job: Followed, signal: AbortSignal): Promise<void> {
    try {
      for await (const state of this.#source.events(id, { signal })) {
        if (signal.aborted) return
        this.#tell(id, job, state)
      }
    } catch (error) {
      if (!signal.aborted && isGone(error)) this.#lose(id, job)
    }
    if (signal.aborted) return
    job.stream = null
    job.rests = true
    this.#arrange()
  }

  #ask(): void {
    for (const [id, job] of this.#followed) {
      if (job.stream) continue
      job.rests = false
      this.#source.get(id).then(
        (state) => this.#followed.get(id) === job && this.#tell(id, job, state),
        // What does not answer is asked again at the next turn.
        (error: unknown) => isGone(error) && this.#lose(id, job),
      )
    }
    this.#arrange()
  }

  #tell(id: string, job: Followed, state: Job): void {
    if (isOver(state)) this.#leave(id, job)
    this.#source.onJob(state)
  }

  #lose(id: string, job: Followed): void {
    if (this.#followed.get(id) !== job) return
    this.#leave(id, job)
    this.#source.onGone(id)
  }
}

function stop(job: Followed): void {
  job.stream?.abort()
  job.stream = null
}

function isGone(error: unknown): boolean {
  return error instanceof CroniclError && (error.code === 'NOT_FOUND' || error.code === 'UNAUTHORIZED')
}
