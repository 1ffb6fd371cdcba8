export { type S3Server, type S3ServerOptions, startS3Server } from './s3-server.ts'
export { serveLocalFiles } from './serve-local-files.ts'
