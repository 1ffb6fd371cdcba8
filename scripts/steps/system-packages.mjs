import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { announce } from './announce.mjs'
import { decideSystemPackages } from './decide-system-packages.mjs'
import { runQuietly } from './run-quietly.mjs'
import { StepFailure } from './step-failure.mjs'

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const chromiumApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** The files of fonts-dejavu-core and fonts-noto-color-emoji; other systems bring fonts of their own. */
const debianFonts = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
]

/**
 * Sees to FFmpeg, fonts and (for the tests) Chromium before a command needs them. Never throws: without them everything but video, audio,
 * rendering and the browser tests works, so a failure is told and the command goes on.
 * @param {{ browser: boolean }} wanted
 */
export async function ensureSystemPackages({ browser }) {
  const missing = missingNeeds(process.env, browser)
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const decision = decideSystemPackages({
    missing,
    platform: process.platform,
    uid: process.getuid?.(),
    osRelease,
    env: process.env,
  })
  if (decision.action === 'advise')
    console.error(`Missing here: ${missing.join(', ')}. ${consequence(missing)} To get it: ${decision.command}`)
  if (decision.action !== 'install') return
  // Chromium alone may be absent from the archive (Ubuntu ships it as a snap); that must not cost the rest.
  const groups = [
    decision.packages.filter((name) => name !== 'chromium'),
    decision.packages.filter((name) => name === 'chromium'),
  ]
  for (const packages of groups.filter((group) => group.length > 0)) await aptInstall(packages)
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const failure = `${packages.join(', ')} could not be installed.`
  const apt = (/** @type {string[]} */ args) =>
    runQuietly(failure, 'apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { cwd: '/', env })
  const install = () => apt(['install', '-y', '--no-install-recommends', ...packages])
  try {
    await announce(`Installing ${packages.join(', ')} with apt-get (CRONICL_NO_INSTALL=1 forbids it)`, async () => {
      if (hasNoPackageLists()) {
        await apt(['update'])
        return install()
      }
      // Lists that are there may be old and name packages that the mirror no longer has.
      return install().catch(() => apt(['update']).then(install))
    })
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    console.error(`${error.output}\n\n${error.message} ${error.advice} Going on without.`)
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} browser
 * @returns {import('./decide-system-packages.mjs').Need[]}
 */
function missingNeeds(env, browser) {
  /** @type {import('./decide-system-packages.mjs').Need[]} */
  const missing = []
  // A path given by the user is the user's to mend: a package would not be found there.
  if (!(env.FFMPEG_PATH || findOnPath('ffmpeg', env)) || !(env.FFPROBE_PATH || findOnPath('ffprobe', env)))
    missing.push('ffmpeg')
  if (existsSync('/etc/debian_version') && !debianFonts.every((file) => existsSync(file))) missing.push('fonts')
  if (browser && !findChromium(env)) missing.push('chromium')
  return missing
}

/**
 * The browser for tests: CHROMIUM_PATH, else a Chromium or Chrome on PATH or in its usual place.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function findChromium(env) {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH
  return (
    chromiumNames.map((name) => findOnPath(name, env)).find(Boolean) ?? chromiumApps.find((file) => existsSync(file))
  )
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the first file of that name on PATH that can be executed
 */
function findOnPath(name, env) {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)).find(isExecutable)
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function hasNoPackageLists() {
  const lists = '/var/lib/apt/lists'
  return !existsSync(lists) || !readdirSync(lists).some((name) => /_Packages(\.\w+)?$/.test(name))
}

/** @param {string[]} missing */
function consequence(missing) {
  if (missing.includes('ffmpeg')) return 'Video, audio and rendering do not work without.'
  return missing.includes('chromium')
    ? 'The browser tests do not work without.'
    : 'Text in films falls back to other fonts.'
}
