import { AppError } from '@cronicl/core'

const kibibyte = 1024

/** `PAYLOAD_TOO_LARGE` that names the limit. */
export function payloadTooLarge(limitBytes: number, cause?: unknown): AppError {
  const limit =
    limitBytes < kibibyte ** 2
      ? `${Math.floor(limitBytes / kibibyte)} KB`
      : `${Math.floor(limitBytes / kibibyte ** 2)} MB`
  return new AppError('PAYLOAD_TOO_LARGE', `The request is too large: at most ${limit} are taken here.`, {
    details: { limitBytes },
    cause,
  })
}
