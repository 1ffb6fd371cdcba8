import { AppError } from '@cronicl/core'

/** Segments of letters, digits, `.`, `_` and `-`, parted by `/`: safe as a path, in a URL and in XML alike, without escaping. */
const keyForm = /^[\w.-]{1,200}(?:\/[\w.-]{1,200})*$/
const prefixForm = /^[\w./-]*$/
const contentTypeForm = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w."+-]+)*$/

/** Whether `text` may name an object: never absolute, no empty, `.` or `..` segment, at most 512 characters. */
export function isObjectKey(text: string): boolean {
  return (
    text.length <= 512 && keyForm.test(text) && text.split('/').every((segment) => segment !== '.' && segment !== '..')
  )
}

/** @throws AppError VALIDATION_ERROR */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key))
    throw new AppError('VALIDATION_ERROR', 'This is not the key of a stored object.', { details: { key } })
}

/** A prefix may end in the middle of a segment; '' is every object. @throws AppError VALIDATION_ERROR */
export function assertKeyPrefix(prefix: string): void {
  const climbs = prefix.split('/').some((segment) => segment === '.' || segment === '..')
  if (prefix.length > 512 || prefix.startsWith('/') || climbs || !prefixForm.test(prefix)) {
    throw new AppError('VALIDATION_ERROR', 'This is not a prefix of object keys.', { details: { prefix } })
  }
}

/** A media type that can stand in a header as it is, at most 150 characters. @throws AppError VALIDATION_ERROR */
export function assertContentType(contentType: string): void {
  if (contentType.length > 150 || !contentTypeForm.test(contentType)) {
    throw new AppError('VALIDATION_ERROR', 'This is not a media type such as image/png.', { details: { contentType } })
  }
}
