import { join } from 'node:path'
import type { Browser, ConsoleMessage, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './testing/browser.ts'
import { type MediaFolder, mediaFolder } from './testing/media.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'

let stack: TestStack
let media: MediaFolder
let browser: Browser
beforeAll(async () => {
  ;[stack, media, browser] = await Promise.all([startTestStack(), mediaFolder(), launchBrowser()])
})
afterAll(async () => {
  await browser.close()
  await stack[Symbol.asyncDispose]()
  await media[Symbol.asyncDispose]()
})

/** What a page complains of. That nobody is signed in yet is an answer, but browsers print every 401. */
function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' && !message.text().includes('401')) heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(error.message))
  return heard
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.getByRole('form', { name: 'Sign up' }).waitFor()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('a lantern in the fog')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}

test('somebody signs up, drops pictures and a song, renders them and plays the film', async () => {
  await Promise.all([
    media.picture('first.jpg', 'navy'),
    media.picture('second.jpg', 'maroon'),
    media.tone('song.mp3', 4),
  ])
  const page = await browser.newPage()
  const heard = complaints(page)
  await page.goto(stack.url)
  await signUp(page, 'viewer@example.com')

  await page
    .getByTestId('file-input')
    .setInputFiles(['first.jpg', 'second.jpg', 'song.mp3'].map((name) => join(media.path, name)))
  await expect
    .poll(() => page.locator('[data-testid=asset-tile][data-status=ready]').count(), { timeout: 30_000 })
    .toBe(3)
  for (const name of ['first', 'second', 'song']) await page.getByRole('checkbox', { name, exact: true }).check()
  await page.getByTestId('estimate').waitFor()
  await page.getByRole('button', { name: 'Render', exact: true }).click()
  await page.getByTestId('film-card').first().waitFor()

  // The progress of a render in flight comes back after a reload, and so does the session.
  await page.reload()
  await page.locator('[data-testid=film-card][data-status=succeeded]').waitFor({ timeout: 90_000 })
  const video = page.getByTestId('film-video').first()
  await video.evaluate((element: HTMLVideoElement) => {
    element.muted = true
    return element.play()
  })
  const state = () =>
    video.evaluate((element: HTMLVideoElement) => ({
      playing: element.currentTime > 0.5 && element.readyState >= 3,
      width: element.videoWidth,
      seconds: element.duration,
    }))
  await expect.poll(state, { timeout: 20_000 }).toMatchObject({ playing: true, width: 1280 })
  expect((await state()).seconds).toBeCloseTo(4, 0)
  expect(heard).toEqual([])

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('form', { name: 'Sign in' }).waitFor()
  await page.close()
})

test('a file that is no picture is refused by name, and the page goes on', async () => {
  const page = await browser.newPage()
  await page.goto(stack.url)
  await signUp(page, 'refused@example.com')
  await page
    .getByTestId('file-input')
    .setInputFiles({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are notes') })
  const row = page.getByTestId('upload-row')
  await expect.poll(() => row.textContent(), { timeout: 10_000 }).toContain('notes.jpg')
  await expect.poll(() => row.textContent(), { timeout: 10_000 }).toMatch(/no picture, video or sound/)
  expect(await page.getByTestId('asset-tile').count()).toBe(0)
  await page.close()
})

test('the page is usable on a phone, by 127.0.0.1 as well as by name', async () => {
  await media.picture('phone.jpg', 'teal')
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  const heard = complaints(page)
  await page.goto(stack.url.replace('localhost', '127.0.0.1'))
  await signUp(page, 'phone@example.com')
  await page.getByTestId('file-input').setInputFiles(join(media.path, 'phone.jpg'))
  await expect
    .poll(() => page.locator('[data-testid=asset-tile][data-status=ready]').count(), { timeout: 20_000 })
    .toBe(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  expect(heard).toEqual([])
  await page.close()
})
