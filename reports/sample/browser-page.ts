import { chromium, type Browser, type Page } from '@playwright/test'
import { MissingProgramError } from '../missing-program.ts'
import { findChromium } from '../pdf/find-chromium.ts'

/** A report in a browser, and everything that it should not have done. */
export interface OpenedReport {
  readonly page: Page
  readonly browser: Browser
  /** Errors, console messages and requests other than for the file itself. */
  readonly faults: readonly string[]
}

export interface Window {
  readonly width: number
  readonly height: number
  readonly dark?: boolean
}

/** For tests that need a browser: the reason to skip them where there is none. */
export function withoutBrowser(): string | false {
  try {
    browserPath()
    return false
  } catch (error) {
    if (error instanceof MissingProgramError) return error.message
    throw error
  }
}

const browserPath = (): string => findChromium({ environment: process.env, playwrights: chromium.executablePath() })

/** Opens a report from its file, as a reader does. `address` may have a fragment. */
export async function openReport(address: URL, { width, height, dark = false }: Window): Promise<OpenedReport> {
  const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
  const browser = await chromium.launch({ executablePath: browserPath(), args })
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' })
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => faults.push(message.text()))
  page.on('request', request => {
    if (request.url().split('#')[0] !== address.href.split('#')[0]) faults.push(`request for ${request.url()}`)
  })
  await page.goto(address.href)
  return { page, browser, faults }
}
