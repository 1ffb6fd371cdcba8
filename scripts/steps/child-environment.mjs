import { delimiter } from 'node:path'

/** What a user may have told npm by environment and pnpm must hear as well: where packages come from. */
const network = /^npm_config_(registry|https?_proxy|proxy|noproxy|cafile|strict_ssl)$/i

/** Telemetry, update notices and version checks of the tools: nothing here calls home. */
const quiet = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  NO_UPDATE_NOTIFIER: '1',
  PNPM_CONFIG_UPDATE_NOTIFIER: 'false',
}

/**
 * The environment of everything the bootstrap starts. npm exports its own settings (npm_config_*, npm_package_*) to scripts; pnpm must not
 * take them for the user's, except where packages come from.
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} path folders to stand first on PATH
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(env, path) {
  /** @type {NodeJS.ProcessEnv} */
  const child = {}
  for (const [name, value] of Object.entries(env)) {
    if (network.test(name)) child[`PNPM_CONFIG_${name.slice('npm_config_'.length).toUpperCase()}`] = value
    else if (!/^npm_/i.test(name)) child[name] = value
  }
  // Windows spells it Path, and a second spelling would hide the first.
  const key = Object.keys(child).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  child[key] = [...path, child[key]].filter(Boolean).join(delimiter)
  return Object.assign(child, quiet)
}

/**
 * The environment of `npm ci`: the caller's, without the traces of the npm that runs this script.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment(env) {
  const kept = /^npm_config_(registry|https?_proxy|proxy|noproxy|cafile|strict_ssl|cache|userconfig|globalconfig)$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)))
}
