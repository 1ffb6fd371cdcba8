import { AppError } from '@cronicl/core'
import type { ProviderError } from '../text/contract.ts'
import type { InputImage } from './contract.ts'

/** A picture within the text of a request. */
export async function dataUri(image: InputImage): Promise<string> {
  return `data:${image.mimeType};base64,${Buffer.from(await image.read()).toString('base64')}`
}

/** Bytes that a data URI of so many bytes takes. */
export function dataUriBytes({ sizeBytes }: Pick<InputImage, 'sizeBytes'>): number {
  return Math.ceil(sizeBytes / 3) * 4 + 'data:image/jpeg;base64,'.length
}

export interface TooLarge {
  provider: string
  /** Of the caller's input. */
  field: string
  limitBytes: number
}

/** Pictures that do not fit into a request, where the provider cannot fetch them from us. Nothing was sent. */
export function inputsTooLarge({ provider, field, limitBytes }: TooLarge): ProviderError {
  const megabytes = Math.floor(limitBytes / 1_000_000)
  const message = `${provider} takes pictures of ${megabytes} MB at most within a request. Use smaller ones, or set PUBLIC_URL so that it can fetch them.`
  const issues = [{ path: [field], message }]
  return new AppError('VALIDATION_ERROR', message, { details: { provider, billed: 'no', issues } }) as ProviderError
}
