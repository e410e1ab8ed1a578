import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { isFast } from './slow.js';

/** Debian's browser, or another by the environment. */
export const executablePath: string = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether tests of pages run: they are skipped if there is no browser, and by `npm run test:fast`. */
export const hasBrowser: boolean = existsSync(executablePath) && !isFast;

/** Chromium without a graphics processor. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page, and all it asked for or complained of; addresses of the file itself are left out. */
export interface WatchedPage {
  readonly page: Page;
  readonly outside: string[];
}

/** A new page whose requests, errors and console are written down. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const outside: string[] = [];
  page.on('request', request => {
    if (!request.isNavigationRequest()) outside.push(request.url());
  });
  page.on('pageerror', error => outside.push(error.message));
  page.on('console', message => outside.push(message.text()));
  return { page, outside };
}
