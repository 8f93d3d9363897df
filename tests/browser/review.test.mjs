// `alinea review`, as a person uses it: correct, undo, reload, a killed server, two tabs, hostile text.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editing, run, withFolder, withPage } from './lib.mjs';

/** A corpus with one bead for each pair of lists of segments. */
function corpus(pairs, id = 'bridge') {
  let [n, m] = [0, 0];
  const numbers = (from, count) => Array.from({ length: count }, (_, i) => from + i);
  return pairs.map(([source, target, score], bead) => {
    const line = JSON.stringify({
      article: id, bead, source_segments: source, target_segments: target, score,
      source_indices: numbers(n, source.length), target_indices: numbers(m, target.length),
    });
    n += source.length;
    m += target.length;
    return `${line}\n`;
  }).join('');
}

const PAIRS = [
  [['Le pont relie les deux rives.'], ['The bridge links the two banks.'], 0.98],
  [['La mairie a compté 1 250 visiteurs.'], ['The town hall counted 1,250'], 0.61],
  [[], ['visitors.'], 0.3],
  [['Il pleut.', 'Il vente.'], ['It rains.', 'It is windy.'], 0.9],
];

async function withEditor(text, use) {
  await withFolder(async (folder) => {
    const path = join(folder, 'corpus.jsonl');
    writeFileSync(path, text);
    const editor = await editing(path);
    try {
      await use({ ...editor, path, folder });
    } finally {
      await editor.kill();
    }
  });
}

const kinds = (page) => page.locator('.bead').evaluateAll((rows) => rows.map((row) => row.dataset.kind));
const saved = (page) => page.locator('#status[data-state=saved]', { hasText: 'Saved' }).waitFor();
const selected = (page) => page.locator('.bead[aria-current=true]');
const opened = async (page, address) => {
  await page.goto(address);
  await selected(page).waitFor();
};

test('a person merges, splits, undoes; a killed server loses nothing; the correction is in the TMX', () => withEditor(corpus(PAIRS), async (editor) => {
  await withPage(async (page) => {
    await opened(page, editor.address);
    assert.match(await selected(page).innerText(), /visitors/, 'the bead most in doubt is first');
    assert.deepEqual(await kinds(page), ['1-1', '1-1', '0-1', '2-2']);
    await page.getByRole('button', { name: 'Merge ↑' }).click();
    await saved(page);
    assert.deepEqual(await kinds(page), ['1-1', '1-2', '2-2']);
    // Split the last with the keyboard.
    await page.keyboard.press('End');
    await page.keyboard.press('s');
    await page.getByRole('combobox', { name: /First part, source/ }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.bead').length === 4);
    assert.deepEqual(await kinds(page), ['1-1', '1-2', '1-1', '1-1']);
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.querySelectorAll('.bead').length === 3);
    await page.keyboard.press('Control+y');
    await page.waitForFunction(() => document.querySelectorAll('.bead').length === 4);
    // Edit and comment.
    await page.keyboard.press('Home');
    await page.keyboard.press('e');
    await page.locator('textarea').fill('The bridge joins both banks.');
    await page.keyboard.press('Control+Enter');
    await page.locator('#beads').getByText('The bridge joins both banks.').waitFor();
    await page.keyboard.press('c');
    await page.locator('textarea').fill('joins, not links');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.comment', { hasText: 'joins, not links' }).waitFor();
    await page.keyboard.press('a');
    await page.locator('.bead[data-bead="0"] .badge', { hasText: 'accepted' }).waitFor();
    await saved(page);
    await page.reload();
    await selected(page).waitFor();
    assert.deepEqual(await kinds(page), ['1-1', '1-2', '1-1', '1-1']);
  });
  await editor.kill();
  const journal = `${editor.path}.review.jsonl`;
  writeFileSync(journal, '{"article":"bridge","revision":7,"oper', { flag: 'a' });
  const again = await editing(editor.path);
  try {
    await withPage(async (page) => {
      await opened(page, again.address);
      assert.deepEqual(await kinds(page), ['1-1', '1-2', '1-1', '1-1']);
      await page.locator('#beads').getByText('The bridge joins both banks.').waitFor();
    });
  } finally {
    await again.kill();
  }
  assert.ok(readFileSync(journal, 'utf8').endsWith('\n'), 'the torn line is cut off');
  const tmx = join(editor.folder, 'corrected.tmx');
  run('review', editor.path, '--export', tmx);
  const text = readFileSync(tmx, 'utf8');
  assert.match(text, /<seg>The bridge joins both banks\.<\/seg>/);
  assert.match(text, /<seg>The town hall counted 1,250 visitors\.<\/seg>/);
  assert.match(text, /x-review">accepted edited</);
  assert.match(text, /x-review">corrected</);
}));

test('segments move, beads come apart and together, by mouse and by keys; articles are found', () => withEditor(corpus(PAIRS) + corpus(PAIRS.slice(0, 1), 'rain'), (editor) => withPage(async (page) => {
  await opened(page, editor.address);
  const become = async (...wanted) => {
    await page.waitForFunction((wanted) => [...document.querySelectorAll('.bead')].map((row) => row.dataset.kind).join() === wanted, wanted.join());
    await saved(page);
  };
  assert.equal(await page.getByRole('button', { name: /^Link/ }).isEnabled(), false, 'there is nothing to link');
  await page.keyboard.press('t');
  await become('1-1', '1-2', '2-2');
  await page.keyboard.press('g');
  await become('1-1', '1-1', '2-3');
  await page.keyboard.press('Control+z');
  await become('1-1', '1-2', '2-2');
  await page.keyboard.press('Home');
  await page.keyboard.press('u');
  await become('1-0', '0-1', '1-2', '2-2');
  await page.getByRole('button', { name: /^Link/ }).click();
  await become('1-1', '1-2', '2-2');
  await page.getByRole('button', { name: 'Target: last segment to the bead after' }).click();
  await become('1-0', '1-3', '2-2');
  await page.keyboard.press('Control+z');
  await become('1-1', '1-2', '2-2');
  await page.getByRole('button', { name: 'Articles' }).click();
  await page.getByRole('searchbox').fill('rain');
  assert.equal(await page.locator('#places li').count(), 1);
  await page.locator('#places button').click();
  await page.waitForFunction(() => document.querySelectorAll('.bead').length === 1);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
})));

test('two tabs do not overwrite each other, and what was typed is kept', () => withEditor(corpus(PAIRS), (editor) => withPage(async (page, context) => {
  await opened(page, editor.address);
  const other = await context.newPage();
  await opened(other, editor.address);
  await other.keyboard.press('Home');
  await other.keyboard.press('e');
  await other.locator('textarea').fill('My own words.');
  // The first tab goes on meanwhile.
  await page.evaluate(() => document.getElementById('undo').focus());
  await page.keyboard.press('Shift+M');
  await saved(page);
  await other.keyboard.press('Control+Enter');
  const status = other.locator('#status[data-state=conflict]');
  await status.waitFor();
  assert.match(await status.innerText(), /Changed elsewhere/);
  assert.deepEqual(await kinds(other), ['1-1', '1-2', '2-2'], 'the other change is shown');
  assert.equal(await other.locator('textarea').inputValue(), 'My own words.');
  await other.locator('textarea').press('Control+Enter');
  await other.locator('#beads').getByText('My own words.').waitFor();
  const records = readFileSync(`${editor.path}.review.jsonl`, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
  assert.deepEqual(records.map((r) => [r.revision, r.operation.do]), [[1, 'merge'], [2, 'edit']]);
}, { expected: /409/ })));

test('a comment that was being written outlives a change in another tab', () => withEditor(corpus(PAIRS), (editor) => withPage(async (page, context) => {
  await opened(page, editor.address);
  const other = await context.newPage();
  await opened(other, editor.address);
  await other.keyboard.press('End');
  await other.keyboard.press('c');
  await other.locator('textarea').fill('Two sentences.');
  // The first tab makes one bead of the two before it meanwhile, so that the last has another number.
  await page.evaluate(() => document.getElementById('undo').focus());
  await page.keyboard.press('Shift+M');
  await saved(page);
  await other.keyboard.press('Control+Enter');
  await other.locator('#status[data-state=conflict]').waitFor();
  assert.equal(await other.locator('textarea').inputValue(), 'Two sentences.');
  await other.locator('textarea').press('Control+Enter');
  await other.locator('.bead[data-bead="2"] .comment', { hasText: 'Two sentences.' }).waitFor();
  const records = readFileSync(`${editor.path}.review.jsonl`, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
  assert.deepEqual(records.map(({ operation }) => [operation.do, operation.bead]), [['merge', 1], ['comment', 2]]);
}, { expected: /409/ })));

test('what was typed is saved by a click elsewhere, and stays open where it cannot be', () => withEditor(corpus(PAIRS), (editor) => withPage(async (page) => {
  await opened(page, editor.address);
  await page.keyboard.press('Home');
  await page.keyboard.press('c');
  await page.locator('textarea').fill('The first.');
  await page.locator('.bead[data-bead="1"]').click({ position: { x: 4, y: 4 } });
  await page.locator('.bead[data-bead="0"] .comment', { hasText: 'The first.' }).waitFor();
  await page.locator('.bead[data-bead="1"][aria-current=true]').waitFor();
  await page.keyboard.press('e');
  await page.locator('textarea').fill('   ');
  await page.locator('.bead[data-bead="0"]').click({ position: { x: 4, y: 4 } });
  await page.locator('#status[data-state=refused]').waitFor();
  await page.locator('.bead[data-bead="1"] textarea').fill('Mine.');
  await page.locator('#undo').click();
  // Saved first, then undone: only that leaves something to redo.
  await page.locator('#redo:enabled').waitFor();
  assert.equal(await page.locator('textarea').count(), 0);
  const records = readFileSync(`${editor.path}.review.jsonl`, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
  assert.deepEqual(records.map(({ operation }) => [operation.do, operation.text]), [['comment', 'The first.'], ['edit', 'Mine.'], ['undo', undefined]]);
}, { expected: /422/ })));

test('what is not possible is said in the language of the page, and what was typed moves to another', () => withEditor(corpus(PAIRS), (editor) => withPage(async (page) => {
  await opened(page, editor.address);
  await page.keyboard.press('Home');
  await page.keyboard.press('e');
  await page.locator('textarea').fill('  ');
  await page.keyboard.press('Control+Enter');
  const status = page.locator('#status[data-state=refused]');
  await status.waitFor();
  assert.equal(await status.innerText(), 'Impossible : un segment ne peut pas être vide');
  await page.locator('textarea').fill('Mes mots.');
  await page.locator('#language').selectOption('en');
  assert.match(await status.innerText(), /^Not possible: expected a text/);
  assert.equal(await page.locator('textarea').inputValue(), 'Mes mots.');
  await page.getByText('Edit target segment 1').waitFor();
}, { expected: /422/, locale: 'fr-FR' })));

test('the whole article is printed, bead under bead', () => {
  const many = Array.from({ length: 150 }, (_, i) => [[`Phrase numéro ${i}.`], [`Sentence number ${i}.`], 0.95]);
  return withEditor(corpus(many), (editor) => withPage(async (page) => {
    await opened(page, editor.address);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const boxes = await page.locator('.bead').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]));
    assert.equal(boxes.length, 150);
    boxes.slice(1).forEach(([top], at) => assert.ok(top >= boxes[at][1] - 0.5, `bead ${at + 1} lies on the one before`));
    const [end, last] = await page.evaluate(() => [document.documentElement.scrollHeight, document.querySelector('.bead:last-of-type').getBoundingClientRect().bottom + scrollY]);
    assert.ok(end >= last, `the page ends at ${end}, the last bead at ${last}`);
    assert.equal(await page.locator('nav').isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.ok(await page.locator('.bead').count() < 60);
  }));
});

test('hostile text is text, however long', () => withEditor(corpus([
  [['<script>window.hacked = 1</script>'], ['</textarea><img src=x onerror="window.hacked = 1">'], 0.2],
  [['Droite \u202eehcuag\u202c fin'], ['\u0000nul'], 0.3],
  [['mot '.repeat(25_000)], ['word '.repeat(20_000)], 0.4],
], '<b>id</b>'), (editor) => withPage(async (page) => {
  await opened(page, editor.address);
  await page.getByText('<script>window.hacked = 1</script>').first().waitFor();
  await page.keyboard.press('e');
  assert.equal(await page.locator('textarea').inputValue(), '</textarea><img src=x onerror="window.hacked = 1">');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('img, #beads b b, #places b').count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  const marks = await page.locator('.bead .control').allInnerTexts();
  assert.deepEqual(marks, ['U+202E', 'U+202C', 'U+0000']);
  await page.keyboard.press('End');
  const long = selected(page);
  assert.ok((await long.innerText()).length < 6000, 'a long segment is not shown whole at first');
  await long.getByRole('button', { name: 'Show all 100,000 characters' }).first().click();
  assert.ok((await long.innerText()).length > 99_000);
})));

test('both themes, both languages, a phone, the right languages of the texts', () => withEditor(corpus(PAIRS), async (editor) => {
  const grounds = [];
  for (const colorScheme of ['light', 'dark']) {
    await withPage(async (page) => {
      await opened(page, editor.address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${wide} pixels too wide`);
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      assert.equal(await page.locator('.source p').first().getAttribute('lang'), 'fr');
      assert.equal(await page.locator('.target p').first().getAttribute('lang'), 'en');
      assert.equal(await page.locator('.target p').first().getAttribute('dir'), 'auto');
      await page.getByLabel('Language').selectOption('fr');
      assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
      await page.getByRole('button', { name: 'Fusionner ↑' }).waitFor();
      const nameless = await page.locator('button, select, input').evaluateAll((all) => all.filter((e) => e.offsetParent
        && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim())).length);
      assert.equal(nameless, 0, 'everything has a name');
    }, { viewport: { width: 390, height: 800 }, colorScheme, locale: 'en-GB' });
  }
  assert.notEqual(grounds[0], grounds[1]);
}));

for (const [count, limit] of [[1_000, 3_000], [50_000, 10_000]]) {
  // The limits leave room for a busy machine; what was measured is printed.
  test(`${count} beads open, scroll and can be changed`, () => {
    const many = Array.from({ length: count }, (_, i) => [[`Phrase numéro ${i}.`], [`Sentence number ${i}.`], i === count - 100 ? 0.1 : 0.95]);
    return withEditor(corpus(many), (editor) => withPage(async (page) => {
      const began = Date.now();
      await opened(page, editor.address);
      const opening = Date.now() - began;
      assert.match(await selected(page).innerText(), new RegExp(`Phrase numéro ${count - 100}\\.`));
      assert.ok(await page.locator('.bead').count() < 60, 'only what is in view is in the page');
      const acting = Date.now();
      await page.keyboard.press('m');
      await saved(page);
      const operation = Date.now() - acting;
      const scrolling = await page.evaluate(async () => {
        const scroller = document.getElementById('scroller');
        const step = scroller.scrollHeight / 50;
        const began = performance.now();
        for (let turn = 0; turn < 50; turn += 1) {
          scroller.scrollTop = turn * step;
          await new Promise(requestAnimationFrame);
        }
        return Math.round((performance.now() - began) / 50);
      });
      await page.keyboard.press('End');
      await page.locator('#beads').getByText(`Phrase numéro ${count - 1}.`).waitFor();
      console.log(`${count} beads: opened in ${opening} ms, merged in ${operation} ms, ${scrolling} ms a jump of a fiftieth`);
      assert.ok(opening < limit && operation < limit && scrolling < 300, `${opening} ms, ${operation} ms, ${scrolling} ms`);
    }));
  });
}
