#!/usr/bin/env node
// Opens an HTML report in a real browser and holds it to what it promises. usage: scripts/ci/browser.mjs report.html
// playwright-core is looked for in this project or in PLAYWRIGHT (a node_modules folder); the browser is CHROMIUM or /usr/bin/chromium.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const home = resolve(process.env.PLAYWRIGHT ?? 'node_modules');
const { chromium } = createRequire(join(home, 'anchor.js'))('playwright-core');
const url = pathToFileURL(resolve(process.argv[2])).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

/** Opens the page and runs a test; errors, messages and further requests fail it. */
async function open(options, run) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const trouble = [];
  page.on('request', (request) => request.url() !== url && trouble.push(`request ${request.url()}`));
  page.on('console', (message) => trouble.push(`console ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error ${error.message}`));
  await page.goto(url);
  await run(page);
  assert.deepEqual(trouble, []);
  await page.close();
}

const tests = {
  'fits every width, light and dark': async () => {
    for (const width of [320, 420, 768, 1280, 1920])
      for (const colorScheme of ['light', 'dark'])
        await open({ viewport: { width, height: 900 }, colorScheme }, async (page) => {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} wide at ${width}`);
        });
  },
  'is whole without JavaScript': () =>
    open({ javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator('#filters:visible').count(), 0, 'no filter that does nothing');
      const finding = page.locator('.finding').first();
      await finding.locator('summary').click();
      assert.ok(await finding.locator('.body').isVisible());
    }),
  'filters by severity, agent and text': () =>
    open({}, async (page) => {
      const visible = () => page.locator('.finding:visible').count();
      const all = await visible();
      await page.locator('input[name=text]').fill('no such words anywhere');
      assert.equal(await visible(), 0);
      assert.ok(await page.locator('#none').isVisible());
      await page.locator('input[name=text]').fill('');
      assert.equal(await visible(), all);
      const severity = page.locator('input[name=severity]').first();
      const name = await severity.getAttribute('value');
      const count = await page.locator(`.finding[data-severity=${name}]:visible`).count();
      await severity.uncheck();
      assert.equal(await visible(), all - count);
    }),
  'shows what an agent reaches, by key alone': () =>
    open({}, async (page) => {
      const agents = page.locator('.graph a');
      if ((await agents.count()) < 2) return;
      await agents.first().focus();
      assert.ok((await page.locator('.graph .node.far').count()) > 0, 'the rest is faint');
      await page.keyboard.press('Enter');
      assert.match(page.url(), /#n\d+$/);
      assert.ok(await page.locator('.card:target').isVisible());
    }),
  'has names for everything that takes focus, and headings in order': () =>
    open({}, async (page) => {
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('a,button,input,select,summary,[role]')]
          .filter(
            (node) =>
              !(
                node.textContent.trim() ||
                node.ariaLabel ||
                node.closest('label') ||
                node.getAttribute('aria-labelledby')
              ),
          )
          .map((node) => node.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(nameless, []);
      const levels = await page.evaluate(() =>
        [...document.querySelectorAll('h1,h2,h3,h4')].map((node) => Number(node.tagName[1])),
      );
      levels.reduce((before, level) => {
        assert.ok(level <= before + 1, `h${level} after h${before}`);
        return level;
      }, 0);
    }),
  'has enough contrast for small text': async () => {
    for (const colorScheme of ['light', 'dark'])
      await open({ colorScheme }, async (page) => {
        const faint = await page.evaluate(() => {
          const parse = (color) => color.match(/[\d.]+/g).map(Number);
          const light = (color) => {
            const [r, g, b] = parse(color).map((part) => {
              const share = part / 255;
              return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (node) => {
            for (let at = node; at; at = at.parentElement) {
              const color = getComputedStyle(at).backgroundColor;
              if ((parse(color)[3] ?? 1) > 0) return color;
            }
            return 'rgb(255,255,255)';
          };
          return [...document.querySelectorAll('main *, header *, nav *, footer')]
            .filter(
              (node) =>
                !node.closest('svg') &&
                [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()),
            )
            .map((node) => {
              const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
              return {
                ratio: (a + 0.05) / (b + 0.05),
                text: node.textContent.trim().slice(0, 30),
                kind: node.className,
              };
            })
            .filter(({ ratio }) => ratio < 4.5)
            .slice(0, 5);
        });
        assert.deepEqual(faint, []);
      });
  },
};

for (const [name, run] of Object.entries(tests)) {
  try {
    await run();
    console.log(`ok    ${name}`);
  } catch (error) {
    console.log(`fail  ${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
await browser.close();
