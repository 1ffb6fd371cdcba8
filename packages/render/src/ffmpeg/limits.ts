/** What a file may claim to be at most. Whoever claims more is taken for a bomb before anything of it is decoded. */

/** More than any camera takes. */
export const maxPicturePixels = 120_000_000
/** A frame of 8K, with what codecs add at its edges. */
export const maxFramePixels = 36_000_000
/** A film with sound in many languages, subtitles and fonts has some dozens. */
export const maxStreams = 64
export const maxDurationMs = 24 * 3_600_000
export const maxSampleRateHz = 384_000
export const maxChannels = 64

/** What one process may write to a file; three hours of sound that is not compressed are 4 GB. */
export const maxWrittenBytes = 32 * 1024 ** 3
export const maxOpenFiles = 1024
/** Of all FFmpeg of a machine together, where the system can bound it. */
export const maxMemoryBytes = 6 * 1024 ** 3
