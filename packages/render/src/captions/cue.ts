/** What is read on the screen for a time. */
export interface Cue {
  startMs: number
  endMs: number
  text: string
  /** Its words with their times, where they are told; else none. */
  words: readonly CueWord[]
}

/** A word within a cue's text, by UTF-16 code units, and when it is said. */
export interface CueWord {
  from: number
  to: number
  startMs: number
}

export type CaptionsRead = { ok: true; cues: Cue[] } | { ok: false; line: number; message: string }

export const maxCues = 5000
export const maxCueCharacters = 2000
