/**
 * @typedef {'ffmpeg' | 'fonts' | 'chromium'} Need what a command needs from the system
 * @typedef {'apt' | 'dnf' | 'zypper' | 'pacman' | 'apk' | 'brew' | 'winget'} Manager
 * @typedef {{ action: 'none' } | { action: 'install', packages: string[] } | { action: 'advise', command: string }} Decision
 */

/** Package names by manager; a system that brings its own (fonts on macOS, say) has none. @type {Record<Manager, Record<Need, string[]>>} */
const packagesOf = {
  apt: { ffmpeg: ['ffmpeg'], fonts: ['fonts-dejavu-core', 'fonts-noto-color-emoji'], chromium: ['chromium'] },
  dnf: {
    ffmpeg: ['ffmpeg-free'],
    fonts: ['dejavu-sans-fonts', 'google-noto-color-emoji-fonts'],
    chromium: ['chromium'],
  },
  zypper: { ffmpeg: ['ffmpeg'], fonts: ['dejavu-fonts', 'google-noto-coloremoji-fonts'], chromium: ['chromium'] },
  pacman: { ffmpeg: ['ffmpeg'], fonts: ['ttf-dejavu', 'noto-fonts-emoji'], chromium: ['chromium'] },
  apk: { ffmpeg: ['ffmpeg'], fonts: ['font-dejavu', 'font-noto-emoji'], chromium: ['chromium'] },
  brew: { ffmpeg: ['ffmpeg'], fonts: [], chromium: ['google-chrome'] },
  winget: { ffmpeg: ['Gyan.FFmpeg'], fonts: [], chromium: ['Google.Chrome'] },
}

/** @type {Record<Manager, (packages: string) => string>} */
const commandOf = {
  apt: (packages) => `apt-get update && apt-get install -y --no-install-recommends ${packages}`,
  dnf: (packages) => `dnf install -y ${packages}`,
  zypper: (packages) => `zypper install -y ${packages}`,
  pacman: (packages) => `pacman -S --needed --noconfirm ${packages}`,
  apk: (packages) => `apk add ${packages}`,
  brew: (packages) => `brew install ${packages}`,
  winget: (packages) => `winget install --exact ${packages}`,
}

/** Distributions by the ID or ID_LIKE of /etc/os-release. @type {[RegExp, Manager][]} */
const distributions = [
  [/\b(debian|ubuntu)\b/, 'apt'],
  [/\b(fedora|rhel|centos)\b/, 'dnf'],
  [/\b(suse|opensuse\S*|sles)\b/, 'zypper'],
  [/\barch\b/, 'pacman'],
  [/\balpine\b/, 'apk'],
]

/**
 * What to do about missing system packages: install them (root on Debian, Ubuntu and their kin, unless CRONICL_NO_INSTALL=1), or name the one
 * command that the user can run.
 * @param {{ missing: Need[], platform: string, uid: number | undefined, osRelease: string, env: NodeJS.ProcessEnv }} situation
 *   `osRelease` is the text of /etc/os-release, empty where there is none
 * @returns {Decision}
 */
export function decideSystemPackages({ missing, platform, uid, osRelease, env }) {
  if (missing.length === 0) return { action: 'none' }
  const manager = managerOf(platform, osRelease)
  if (!manager) return { action: 'advise', command: `install ${missing.join(', ')} with your system’s package manager` }
  const packages = missing.flatMap((need) => packagesOf[manager][need])
  if (packages.length === 0) return { action: 'none' }
  if (manager === 'apt' && uid === 0 && !isForbidden(env)) return { action: 'install', packages }
  const command = commandOf[manager](packages.join(' '))
  return { action: 'advise', command: needsSudo(manager, uid) ? command.replaceAll(/(^|&& )/g, '$1sudo ') : command }
}

/** @param {NodeJS.ProcessEnv} env */
function isForbidden(env) {
  return ['1', 'true', 'yes'].includes((env.CRONICL_NO_INSTALL ?? '').toLowerCase())
}

/** @param {string} platform @param {string} osRelease @returns {Manager | undefined} */
function managerOf(platform, osRelease) {
  if (platform === 'darwin') return 'brew'
  if (platform === 'win32') return 'winget'
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].map((match) => match[1]).join(' ')
  return distributions.find(([pattern]) => pattern.test(ids))?.[1]
}

/** @param {Manager} manager @param {number | undefined} uid */
function needsSudo(manager, uid) {
  return manager !== 'brew' && manager !== 'winget' && uid !== 0
}
