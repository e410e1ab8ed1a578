import { existsSync } from 'node:fs';
import test, { type TestFn } from 'ava';
import { executablePath } from './chromium.js';

/** `test.serial` where Chromium is there; skipped, visibly, where it is not. */
export const inBrowser: TestFn = (existsSync(executablePath) ? test.serial : test.serial.skip) as TestFn;
