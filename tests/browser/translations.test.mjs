// The page of `alinea evaluate translation --format html`, as a person opens it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, withFolder, withPage } from './lib.mjs';

const SOURCE = ['Le pont relie les deux rives.', 'La mairie a compté 1 250 visiteurs.', 'Il pleut.'];
const REFERENCE = ['The bridge links the two banks.', 'The town hall counted 1,250 visitors.', 'It rains.'];
const GOOD = ['The bridge links both banks.', 'The town hall counted 1,250 visitors.', 'It is raining.'];
const POOR = ['The bridge <b onclick=alert(1)>links</b> banks.', 'Town hall counted 1,520 visitors.', ''];

async function withReport(test) {
  await withFolder(async (folder) => {
    const write = (name, lines) => {
      const path = join(folder, name);
      writeFileSync(path, lines.join('\n') + '\n');
      return path;
    };
    const report = join(folder, 'report.html');
    run('evaluate', 'translation', '--reference', write('ref.en', REFERENCE), '--source', write('src.fr', SOURCE),
      '--hypothesis', write('good.en', GOOD), write('poor.en', POOR), '--format', 'html', '--output', report);
    await test(`file://${report}`);
  });
}

test('a person sees which system is better, and where', () => withReport((address) => withPage(async (page) => {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(address);
  assert.equal(await page.title(), 'Translations compared');
  const systems = page.locator('section[aria-labelledby=systems] tbody tr');
  assert.match(await systems.nth(0).innerText(), /good.*baseline/s);
  assert.match(await systems.nth(1).innerText(), /poor/);
  await page.getByRole('link', { name: 'Segments to look at' }).click();
  const articles = page.locator('section[aria-labelledby=segments] article');
  assert.equal(await articles.count(), 3);
  const said = await articles.locator('dd[lang=en]').allInnerTexts();
  assert.ok(said.some((text) => text.includes('<b onclick=alert(1)>links</b>')), 'hostile text is text');
  assert.equal(await page.locator('b').count(), 0);
  assert.ok(said.some((text) => text.startsWith('nothing')), 'an empty output is said');
  assert.ok((await articles.locator('.finding').allInnerTexts()).some((text) => text.startsWith('numbers')));
  await page.getByText('poor: ', { exact: false }).first().click();
  assert.ok(await page.locator('details[open] article').count() > 0, 'the list of findings opens');
  assert.deepEqual(asked, [address], 'nothing is loaded from elsewhere');
})));

test('it fits a phone and has both themes', () => withReport(async (address) => {
  const grounds = [];
  for (const colorScheme of ['light', 'dark']) {
    await withPage(async (page) => {
      await page.goto(address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${wide} pixels too wide`);
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }, { viewport: { width: 390, height: 800 }, colorScheme });
  }
  assert.notEqual(grounds[0], grounds[1]);
}));
