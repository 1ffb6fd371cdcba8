import { z } from 'zod'

const pair = z
  .string()
  .regex(/^(?:\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+):\d{1,5}$/i, 'must be host:port pairs, as in localhost:9000')

/** This package's part of the environment. */
export const outboundEnv = {
  OUTBOUND_ALLOW: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(pair))
    .default([])
    .describe(
      'host:port pairs, separated by commas, that URLs of users may reach although they are private or plain http: for development',
    ),
}
