import test, { type TestFn } from 'ava';
import { hasBrowser } from './chromium.js';

/** `test.serial` where Chromium is there; skipped, visibly, where it is not. */
export const inBrowser: TestFn = (hasBrowser ? test.serial : test.serial.skip) as TestFn;
