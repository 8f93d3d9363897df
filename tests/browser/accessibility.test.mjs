// axe-core over all pages, in both themes and both languages: contrast, names, roles, order.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { editing, run, withFolder, withPage } from './lib.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on the page as it is now, worse than moderate: rule, element, what is wrong. */
async function violations(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations', 'passes'] }));
  assert.ok(passes.some(({ id }) => id === 'color-contrast'), 'contrast was measured');
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary.split('\n').at(-1).trim()}`));
}

function unit(bead, source, target, more = {}) {
  return `${JSON.stringify({
    article: 'pont', article_score: 0.9, bead, score: 0.97, source_indices: source ? [bead] : [],
    target_indices: target ? [bead] : [], source, target, ...more,
  })}\n`;
}

const CORPUS = [
  unit(0, 'Le maire de Bordeaux a compté 1 250 visiteurs.', 'The mayor of Bordeaux counted 1,250 visitors.'),
  unit(1, 'Il vente à Brest.', 'Taxes rose in June.', { score: 0.2 }),
  unit(2, 'Ceci a été omis.', '', { score: 0.6 }),
  unit(3, 'Il pleut depuis lundi.', 'It has been raining since Monday.', { review: { accepted: true, comment: 'bien' } }),
].join('');

const DROPPED = unit(4, 'Le Monde', 'Le Monde', { rule: 'copy' });

/** Runs `visit` in both themes and both languages; it goes through a page and calls what it is given at each stop. */
async function everywhere(visit) {
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['en-GB', 'fr-FR']) {
      await withPage(async (page) => {
        const look = async (stop) => {
          for (const one of await violations(page)) found.push(`${stop}, ${colorScheme}, ${locale}: ${one}`);
        };
        await visit(page, look);
      }, { colorScheme, locale });
    }
  }
  assert.deepEqual(found, []);
}

test('the report', () => withFolder(async (folder) => {
  writeFileSync(join(folder, 'corpus.jsonl'), CORPUS);
  writeFileSync(join(folder, 'corpus.dropped.jsonl'), DROPPED);
  const report = join(folder, 'report.html');
  run('report', join(folder, 'corpus.jsonl'), '--output', report);
  await everywhere(async (page, look) => {
    await page.goto(`file://${report}`);
    await page.locator('.item').first().waitFor();
    await look('overview');
    await page.goto(`file://${report}#article=pont&bead=0&q=maire`);
    await page.locator('.bead.chosen .evidence').waitFor();
    await look('article');
    await page.goto(`file://${report}#all`);
    await page.locator('.begins').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('all beads and the keys');
  });
}));

test('the evaluation of translations', () => withFolder(async (folder) => {
  const write = (name, ...lines) => {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  const page = join(folder, 'page.html');
  run('evaluate', 'translation', '--source', write('src.fr', 'Le pont relie les deux rives.', 'Il a compté 1 250 visiteurs.'),
    '--reference', write('ref.en', 'The bridge links the two banks.', 'He counted 1,250 visitors.'),
    '--hypothesis', write('good.en', 'The bridge links both banks.', 'He counted 1,250 visitors.'),
    write('poor.en', 'Bridge.', 'He counted 1,520.'), '--format', 'html', '--output', page);
  await everywhere(async (browser, look) => {
    await browser.goto(`file://${page}`);
    await browser.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
    await look('evaluation');
  });
}));

test('the editor', () => withFolder(async (folder) => {
  const corpus = join(folder, 'corpus.jsonl');
  writeFileSync(corpus, CORPUS);
  writeFileSync(join(folder, 'dropped.jsonl'), DROPPED);
  const editor = await editing(corpus);
  try {
    await everywhere(async (page, look) => {
      await page.goto(editor.address);
      await page.locator('.bead[aria-current=true]').waitFor();
      await look('beads in doubt');
      await page.locator('#show-articles').click();
      await page.locator('#filter').waitFor();
      await page.keyboard.press('Tab');
      await page.locator('.bead[aria-current=true]').focus();
      await page.keyboard.press('c');
      await page.locator('textarea').waitFor();
      await look('articles and a form');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await look('keys');
    });
  } finally {
    await editor.kill();
  }
}));
