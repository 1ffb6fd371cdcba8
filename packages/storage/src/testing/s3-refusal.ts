/** An answer in S3's own error form. */
export class S3Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string = code) {
    super(message)
    this.name = 'S3Refusal'
    this.status = status
    this.code = code
  }
}
