/**
 * The S3 test server as a process: prints one line of JSON, `{ endpoint, region, bucket, accessKeyId, secretAccessKey, folder }`,
 * when it is ready, and stops on SIGTERM or SIGINT. An argument is the port to listen on.
 */
import { startS3Server } from './s3-server.ts'

const { close, ...facts } = await startS3Server({ port: Number(process.argv[2] ?? 0) })
process.stdout.write(`${JSON.stringify(facts)}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close())
