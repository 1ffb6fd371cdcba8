import { describe, expect, test } from 'vitest'
import { decideSystemPackages } from './decide-system-packages.mjs'

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n'
const mint = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n'
const fedora = 'NAME="Fedora Linux"\nID=fedora\n'
const rocky = 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'
const arch = 'NAME="Arch Linux"\nID=arch\n'
const alpine = 'NAME="Alpine Linux"\nID=alpine\n'
const suse = 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n'

/** @param {Partial<Parameters<typeof decideSystemPackages>[0]>} situation */
const decide = (situation) =>
  decideSystemPackages({
    missing: ['ffmpeg', 'fonts', 'chromium'],
    platform: 'linux',
    uid: 1000,
    osRelease: debian,
    env: {},
    ...situation,
  })

describe('as root on Debian and its kin', () => {
  test('everything missing is installed', () => {
    expect(decide({ uid: 0 })).toEqual({
      action: 'install',
      packages: ['ffmpeg', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'chromium'],
    })
    expect(decide({ uid: 0, osRelease: mint }).action).toBe('install')
  })
  test('only what is missing is installed', () => {
    expect(decide({ uid: 0, missing: ['chromium'] })).toEqual({ action: 'install', packages: ['chromium'] })
    expect(decide({ uid: 0, missing: [] })).toEqual({ action: 'none' })
  })
  test('CRONICL_NO_INSTALL forbids it and the command is named, without sudo', () => {
    expect(decide({ uid: 0, missing: ['ffmpeg'], env: { CRONICL_NO_INSTALL: '1' } })).toEqual({
      action: 'advise',
      command: 'apt-get update && apt-get install -y --no-install-recommends ffmpeg',
    })
    expect(decide({ uid: 0, env: { CRONICL_NO_INSTALL: '0' } }).action).toBe('install')
  })
})

test.each([
  [
    'Debian',
    { osRelease: debian },
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg fonts-dejavu-core fonts-noto-color-emoji chromium',
  ],
  [
    'Fedora',
    { osRelease: fedora },
    'sudo dnf install -y ffmpeg-free dejavu-sans-fonts google-noto-color-emoji-fonts chromium',
  ],
  [
    'Rocky',
    { osRelease: rocky },
    'sudo dnf install -y ffmpeg-free dejavu-sans-fonts google-noto-color-emoji-fonts chromium',
  ],
  ['openSUSE', { osRelease: suse }, 'sudo zypper install -y ffmpeg dejavu-fonts google-noto-coloremoji-fonts chromium'],
  ['Arch', { osRelease: arch }, 'sudo pacman -S --needed --noconfirm ffmpeg ttf-dejavu noto-fonts-emoji chromium'],
  ['Alpine as root', { osRelease: alpine, uid: 0 }, 'apk add ffmpeg font-dejavu font-noto-emoji chromium'],
  ['macOS', { platform: 'darwin', osRelease: '' }, 'brew install ffmpeg google-chrome'],
  ['Windows', { platform: 'win32', osRelease: '', uid: undefined }, 'winget install --exact Gyan.FFmpeg Google.Chrome'],
  [
    'an unknown system',
    { osRelease: 'ID=plan9\n' },
    'install ffmpeg, fonts, chromium with your system’s package manager',
  ],
])('elsewhere the one command is named: %s', (_system, situation, command) => {
  expect(decide(situation)).toEqual({ action: 'advise', command })
})

test('a system that brings its own fonts is not told to install some', () => {
  expect(decide({ platform: 'darwin', osRelease: '', missing: ['fonts'] })).toEqual({ action: 'none' })
})
