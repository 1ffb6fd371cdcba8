import { expect, test } from 'vitest'
import { adviceFor } from './step-failure.mjs'

test.each([
  ['npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org failed', /network connection/],
  [
    'ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/zod: request failed, reason: connect ECONNREFUSED',
    /network connection/,
  ],
  [
    '[WARN] GET https://registry.example/zod.tgz error (unknown). Will retry in 10 seconds. 2 retries left.',
    /network connection/,
  ],
  ['npm error code ENOSPC\nnpm error nospc no space left on device', /disk space/],
  ['EACCES: permission denied, mkdir "/checkout/tools/toolchain/.lock"', /writable for your user/],
  ['EROFS: read-only file system, open "/checkout/x"', /disk that can be written/],
  ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', /bootstrap\.mjs pnpm install/],
  ['npm error code EINTEGRITY', /checksum/],
  ['npm error code E401', /token/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error network', /NODE_EXTRA_CA_CERTS/],
  ['Error: something else', /Read the message above/],
])('%s', (output, advice) => {
  expect(adviceFor(output)).toMatch(advice)
  expect(adviceFor(output)).toMatch(/^[A-Z].*\.$/)
})
