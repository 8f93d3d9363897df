// The page of `alinea report`, as a person opens it: overview, article, filter, keys, words, large pages.
import test from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, withFolder, withPage } from './lib.mjs';

const HOSTILE = '</script><img src=x onerror=alert(1)></textarea>\u202eevil';

function bead(article, number, source, target, more = {}) {
  return {
    article, article_score: 0.9, bead: number, score: 0.97, source_indices: source ? [number] : [],
    target_indices: target ? [number] : [], source, target, ...more,
  };
}

const BEADS = [
  bead('calm', 0, 'Le maire de Bordeaux a compté 1 250 visiteurs.', 'The mayor of Bordeaux counted 1,250 visitors.'),
  bead('calm', 1, 'Il pleut depuis lundi.', 'It has been raining since Monday.'),
  bead('rough & <b>', 0, HOSTILE, HOSTILE),
  bead('rough & <b>', 1, 'Il vente à Brest.', 'Taxes rose in June.', { score: 0.2 }),
  bead('rough & <b>', 2, 'Ceci a été omis.', ''),
  bead('rough & <b>', 3, 'x'.repeat(100000), 'y'.repeat(100000)),
];

async function withReport(beads, test, options = {}) {
  await withFolder(async (folder) => {
    const corpus = join(folder, 'corpus.jsonl');
    writeFileSync(corpus, beads.map((one) => JSON.stringify(one)).join('\n') + '\n');
    const report = join(folder, 'report.html');
    run('report', corpus, '--output', report);
    await withPage((page) => test(page, `file://${report}`), { locale: 'en-GB', ...options });
  });
}

/** As many beads as asked for, in articles of a hundred. */
function many(count) {
  const names = ['Bordeaux', 'Lyon', 'Brest', 'Nantes', 'Lille', 'Nice', 'Metz'];
  return Array.from({ length: count }, (_, at) => {
    const [name, long] = [names[at % names.length], at % 9 === 0];
    return bead(`article ${Math.floor(at / 100)}`, at % 100,
      `Le maire de ${name} a compté ${at} visiteurs au musée${long ? ', ce qui a surpris tout le monde, et surtout ceux qui craignaient la pluie' : ''}.`,
      `The mayor of ${name} counted ${at} visitors at the museum${long ? ', which surprised everybody, and above all those who had feared the rain' : ''}.`);
  });
}

test('a person opens the article that is worth a look, filters it and goes on', () => withReport(BEADS, async (page, address) => {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(address);
  assert.equal(await page.title(), 'corpus.jsonl');
  const links = page.locator('.item a');
  assert.deepEqual(await links.allInnerTexts(), ['rough & <b>', 'calm']);
  await links.first().click();
  assert.equal(await page.locator('h1').innerText(), 'rough & <b>');
  assert.equal(await page.locator('.bead').count(), 4);
  assert.equal(await page.locator('.bead .source .text').first().getAttribute('lang'), 'fr');
  assert.equal(await page.locator('.bead .target .text').first().getAttribute('lang'), 'en');
  await page.getByLabel('Show').selectOption({ label: 'doubtful beads' });
  await page.getByText('1 of 4 beads').first().waitFor();
  assert.match(await page.locator('.bead').innerText(), /doubtful.*Il vente à Brest/s);
  await page.getByLabel('Show').selectOption({ label: 'null beads' });
  assert.match(await page.locator('.bead').innerText(), /null.*Ceci a été omis.*left out/s);
  await page.getByLabel('Show').selectOption({ label: 'all' });
  await page.getByLabel('Search').fill('ETE');
  await page.getByText('1 of 4 beads').first().waitFor();
  assert.equal(await page.locator('.bead mark').innerText(), 'été', 'found without case and accents');
  await page.reload();
  assert.equal(await page.getByLabel('Search').inputValue(), 'ETE', 'the filter is in the address');
  await page.goto(address + '#all&show=null');
  assert.equal(await page.locator('.bead').count(), 1);
  assert.deepEqual(asked.filter((url) => !url.startsWith(address)), [], 'nothing is loaded from elsewhere');
}));

test('the keys do what a mouse does', () => withReport(BEADS, async (page, address) => {
  await page.goto(`${address}#article=calm`);
  await page.locator('.bead').first().waitFor();
  const chosen = () => page.evaluate(() => document.activeElement.dataset.bead);
  await page.keyboard.press('j');
  assert.equal(await chosen(), '0');
  await page.keyboard.press('j');
  assert.equal(await chosen(), '1');
  await page.keyboard.press('k');
  assert.equal(await chosen(), '0');
  await page.keyboard.press('p');
  await page.locator('h1', { hasText: 'rough' }).waitFor();
  await page.keyboard.press('n');
  await page.locator('h1', { hasText: 'calm' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('jn');
  assert.equal(await page.locator('#search').inputValue(), 'jn');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  assert.ok(await dialog.isVisible());
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.press('o');
  await page.locator('.item').first().waitFor();
  await page.getByLabel('Language').selectOption('fr');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
  await page.getByText('À regarder d’abord', { exact: true }).waitFor();
}));

test('a key pressed right after the dialog is closed is not lost', () => withReport(BEADS, async (page, address) => {
  await page.goto(`${address}#article=calm`);
  await page.locator('.bead').first().waitFor();
  await page.keyboard.press('?');
  // Before the next frame, when the focus is still on the button of the closed dialog.
  const pressed = await page.evaluate(() => {
    document.getElementById('keys').close();
    const focused = document.activeElement;
    focused.dispatchEvent(new KeyboardEvent('keydown', { key: 'o', bubbles: true }));
    return focused.nodeName;
  });
  assert.equal(pressed, 'BUTTON');
  await page.locator('.item').first().waitFor();
}));

test('words that support a bead show their partners', () => withReport(BEADS, async (page, address) => {
  await page.goto(`${address}#article=calm&bead=0`);
  const word = (text) => page.locator('.bead .word', { hasText: new RegExp(`^${text}$`) });
  await word('1 250').hover();
  assert.match(await word('1,250').getAttribute('class'), /number.*on/);
  await word('maire').hover();
  assert.match(await word('mayor').getAttribute('class'), /translation.*on/);
  assert.doesNotMatch(await word('1,250').getAttribute('class'), / on/);
  assert.ok((await page.locator('.evidence li').allInnerTexts()).includes('maire – mayor'));
  const line = await word('mayor').evaluate((one) => getComputedStyle(one).textDecorationLine);
  assert.equal(line, 'underline', 'marked in the chosen bead');
}));

test('a click on the dot plot leads to the bead', () => withReport(many(100), async (page, address) => {
  await page.goto(`${address}#article=article%200`);
  const box = await page.locator('canvas').boundingBox();
  await page.mouse.click(box.x + 0.505 * box.width, box.y + 0.505 * box.height);
  const chosen = Number(await page.evaluate(() => document.activeElement.dataset.bead));
  assert.ok(Math.abs(chosen - 50) <= 1, `${chosen}`);
  assert.ok(await page.locator('.bead.chosen').isVisible());
}));

test('hostile and huge text is text', () => withReport(BEADS, async (page, address) => {
  page.on('dialog', () => assert.fail('a script ran'));
  await page.goto(`${address}#article=${encodeURIComponent('rough & <b>')}`);
  assert.equal(await page.locator('.bead .source .text').first().innerText(), HOSTILE.replace('\u202e', '\ufffd'));
  assert.equal(await page.locator('img, main b').count(), 0);
  const huge = page.locator('.bead[data-bead="3"] .source .text');
  assert.equal((await huge.innerText()).length, 4000);
  await page.getByRole('button', { name: /Show all 100,000/ }).first().click();
  assert.equal((await huge.innerText()).length, 100000);
  await page.goto(`${address}#article=%3Cimg%20src=x%20onerror=alert(1)%3E`);
  await page.getByText('There is no article “<img').waitFor();
  assert.equal(await page.locator('img').count(), 0);
}));

test('1,000 beads open within a second', () => withReport(many(1000), async (page, address) => {
  await page.goto(`${address}#all`);
  await page.locator('.bead').first().waitFor();
  const time = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.getEntriesByType('navigation')[0].loadEventEnd;
  });
  console.log(`1,000 beads: ${time.toFixed(0)} ms`);
  assert.ok(time > 0 && time < 1000, `${time} ms`);
}));

test('50,000 beads scroll and are searched', () => withReport(many(50000), async (page, address) => {
  await page.goto(`${address}#all`);
  await page.getByText('50,000 of 50,000 beads').first().waitFor();
  const opened = await page.evaluate(() => performance.now());
  assert.ok(await page.locator('.row').count() < 100, 'only what is seen is in the document');
  const scrolled = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let longest = 0;
    for (let at = 0; at <= 20; at++) {
      const began = performance.now();
      scrollTo(0, (at / 20) * (document.documentElement.scrollHeight - innerHeight));
      await frame();
      await frame();
      longest = Math.max(longest, performance.now() - began);
    }
    return longest;
  });
  const last = page.locator('.bead').last();
  assert.match(await last.innerText(), /49999 visitors/);
  const began = Date.now();
  await page.getByLabel('Search').fill('43217');
  await page.getByText('1 of 50,000 beads').first().waitFor();
  const searched = Date.now() - began;
  assert.equal(await page.locator('.bead').count(), 1);
  console.log(`50,000 beads: open ${opened.toFixed(0)} ms, a jump ${scrolled.toFixed(0)} ms at most, a search ${searched} ms`);
  assert.ok(scrolled < 500 && searched < 3000);
}));

test('it fits a phone, prints all rows, and has both themes', () => withReport(many(120), async (page, address) => {
  for (const view of ['', '#article=article%200', '#all']) {
    await page.goto(address + view);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${view}: ${wide} pixels too wide`);
  }
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await ground(), light);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('.bead').count(), 120);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.ok(await page.locator('.bead').count() < 120);
}, { viewport: { width: 390, height: 800 } }));
