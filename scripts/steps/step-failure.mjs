/** A step of the bootstrap that cannot go on. `advice` is the one sentence that tells the user what to do. */
export class StepFailure extends Error {
  /**
   * @param {string} message what failed, as a sentence
   * @param {string} advice what to do about it, as a sentence
   * @param {string} [output] the end of what the failed command printed
   */
  constructor(message, advice, output = '') {
    super(message)
    this.name = 'StepFailure'
    this.advice = advice
    this.output = output
  }
}

/** The first pattern that fits wins, so causes stand before what they drag along. @type {[RegExp, string][]} */
const knownCauses = [
  [/ENOSPC|no space left/i, 'Free about 2 GB of disk space, then run the same command again.'],
  [/EROFS|read-only file system/i, 'Move the checkout to a disk that can be written, then run the same command again.'],
  [
    /EACCES|EPERM|permission denied|operation not permitted/i,
    'Make the checkout and your npm cache writable for your user (sudo chown -R "$(id -un)" . ~/.npm), then run the same command again.',
  ],
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH|npm ci. can only install/i,
    'A lockfile does not fit its package.json: run `node scripts/bootstrap.mjs pnpm install` and commit pnpm-lock.yaml.',
  ],
  [
    /EINTEGRITY|ERR_PNPM_TARBALL_INTEGRITY/i,
    'A download did not match its checksum: clear the cache (npm cache clean --force), then run the same command again.',
  ],
  [
    /\bE40[13]\b|ERR_PNPM_FETCH_40[13]/i,
    'The package registry refused the request: check the registry and its token in your ~/.npmrc, then run the same command again.',
  ],
  [
    /\bE404\b|ERR_PNPM_FETCH_404/i,
    'The package registry does not have a pinned package: check the registry in your ~/.npmrc, then run the same command again.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_/i,
    'The registry’s certificate is not trusted here: set NODE_EXTRA_CA_CERTS to your company’s certificate, then run the same command again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET|ABORTED)|E(HOST|NET)UNREACH|ETIMEDOUT|SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|fetch failed|Will retry in|network/i,
    'Check the network connection (behind a proxy, set HTTPS_PROXY), then run the same command again.',
  ],
]

/**
 * What to do about a command that failed, judged by what it printed.
 * @param {string} output
 * @returns {string} one sentence
 */
export function adviceFor(output) {
  const known = knownCauses.find(([pattern]) => pattern.test(output))
  return known ? known[1] : 'Read the message above; when it is mended, run the same command again.'
}
