// What all browser tests share: a headless Chromium, a folder to work in, the binary.
//
// ALINEA names the binary, CHROMIUM the browser (/usr/bin/chromium). Run by .ci/browser.sh.
import { chromium } from 'playwright-core';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const alinea = process.env.ALINEA;
if (!alinea) throw new Error('ALINEA must name the binary');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * Runs `test` with a new page (options as Playwright's newContext) and closes the browser after it. What the
 * page says on its console is an error, but what is `expected`.
 */
export async function withPage(test, { expected, ...options } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS,
  });
  try {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const errors = [];
    const heard = (text) => expected?.test(text) || errors.push(text);
    context.on('weberror', (error) => heard(String(error.error())));
    context.on('console', (message) => message.type() === 'error' && heard(message.text()));
    await test(page, context);
    if (errors.length) throw new Error(`the page said: ${errors.join('; ')}`);
  } finally {
    await browser.close();
  }
}

/** A new folder, removed when `test` is done. */
export async function withFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), 'alinea-browser-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the binary and gives its standard output. */
export function run(...args) {
  return execFileSync(alinea, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts the editor and gives its address and the way to kill it. */
export async function editing(path) {
  const child = spawn(alinea, ['review', path, '--no-open'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const piece of child.stderr) {
    said += piece;
    if (said.includes('Ctrl+C')) break;
  }
  const address = said.match(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\//)?.[0];
  if (!address) throw new Error(`the editor said: ${said}`);
  const kill = async () => {
    if (child.exitCode != null || child.signalCode != null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { address, kill };
}
