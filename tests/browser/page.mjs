// Drives the page of a digest in a real browser: node page.mjs PAGE [SCREENSHOTS]
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_path, screenshots] = process.argv.slice(2);
const address = pathToFileURL(page_path).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

/** Opens the page; whatever it asks for beside itself, and whatever it pops up, is a failure. */
async function open(options = {}, place = "") {
  const context = await browser.newContext({ viewport: { width: 900, height: 1200 }, ...options });
  const page = await context.newPage();
  const asked = [];
  const problems = [];
  page.on("request", (request) => asked.push(request.url().split("#")[0]));
  page.on("dialog", (dialog) => problems.push(`a dialog: ${dialog.message()}`));
  page.on("pageerror", (error) => problems.push(`an error: ${error}`));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(address + place);
  return {
    page,
    async close() {
      assert.deepEqual([...new Set(asked)], [address], "the page asks for nothing but itself");
      assert.deepEqual(problems, []);
      await context.close();
    },
  };
}

/** The languages of the sections that a reader sees. */
const seen = (page) =>
  page.$$eval("main > section.in", (sections) =>
    sections.filter((section) => section.offsetParent !== null).map((section) => section.lang),
  );

async function switches(javaScriptEnabled) {
  const { page, close } = await open({ javaScriptEnabled });
  assert.deepEqual(await seen(page), ["kk"]);
  for (const language of ["ru", "en", "kk"]) {
    await page.check(`#show-${language}`);
    assert.deepEqual(await seen(page), [language]);
  }
  assert.equal(await page.locator(".review:visible").count(), 0);
  await page.check("#view-review");
  assert.equal(await page.locator(".digest:visible").count(), 0);
  assert.equal(await page.locator(".review:visible").count(), 1);
  await close();
}

async function a_link_into_a_language() {
  const { page, close } = await open({}, "#ru-a3");
  assert.deepEqual(await seen(page), ["ru"]);
  assert.ok(await page.locator("#ru-a3").evaluate((article) => article.getBoundingClientRect().top < innerHeight));
  await close();
}

async function evidence_by_pointer() {
  const { page, close } = await open();
  await page.check("#show-en");
  const claim = page.locator('section[lang="en"] a.claim.value:visible').first();
  await claim.hover();
  const tip = page.locator("#tip");
  assert.ok(await tip.isVisible());
  const marked = await tip.locator("mark").textContent();
  const quoted = await claim.evaluate((link) => link.closest("li").querySelector(".quote b").textContent);
  assert.equal(marked.replace(/\s+/g, " "), quoted);
  await page.mouse.move(1, 1);
  assert.ok(!(await tip.isVisible()));
  await close();
}

async function evidence_by_keyboard() {
  const { page, close } = await open();
  const claim = page.locator('section[lang="kk"] a.claim:visible').first();
  await claim.focus();
  const tip = page.locator("#tip");
  assert.ok(await tip.isVisible());
  await page.keyboard.press("Escape");
  assert.ok(!(await tip.isVisible()));
  await page.keyboard.press("Enter");
  const target = page.locator(":target");
  assert.ok(await target.isVisible(), "the source opens at the sentence");
  assert.equal((await target.textContent()).replace(/\s+/g, " "), (await claim.textContent()).replace(/\s+/g, " "));
  // From the top of the page the keyboard comes to the languages, then to the views, then to the overview.
  await page.goto(address);
  const visited = [];
  for (let press = 0; press < 3; press++) {
    await page.keyboard.press("Tab");
    visited.push(await page.evaluate(() => document.activeElement.name || document.activeElement.closest("nav")?.className));
  }
  assert.deepEqual(visited, ["language", "view", "overview"]);
  await close();
}

async function evidence_without_scripts() {
  const { page, close } = await open({ javaScriptEnabled: false });
  const claim = page.locator('section[lang="kk"] a.claim:visible').first();
  await claim.click();
  assert.ok(await page.locator(":target").isVisible());
  await close();
}

/** WCAG 2.2, 1.4.3: the contrast of every text with what is behind it. */
async function contrast(colorScheme) {
  const { page, close } = await open({ colorScheme });
  for (const view of ["digest", "review"]) {
    await page.check(`#view-${view}`);
    const poor = await page.evaluate(() => {
      const numbers = (color) => color.match(/[\d.]+/g).map(Number);
      const light = (color) => {
        const [r, g, b] = numbers(color).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
          const color = getComputedStyle(at).backgroundColor;
          if (numbers(color)[3] !== 0) return color;
        }
        return "rgb(255, 255, 255)";
      };
      const texts = [...document.querySelectorAll("body *")].filter(
        (element) =>
          element.offsetParent && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
      );
      return texts
        .map((element) => {
          const pair = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
          return [(pair[0] + 0.05) / (pair[1] + 0.05), element.className || element.tagName];
        })
        .filter(([ratio]) => ratio < 4.5);
    });
    assert.deepEqual(poor, [], `contrast, ${colorScheme}, ${view}`);
  }
  await close();
}

async function print_view() {
  const { page, close } = await open();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".switches:visible, .sources:visible").count(), 0);
  assert.deepEqual(await seen(page), ["kk"]);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  await close();
}

async function markup_is_text() {
  const { page, close } = await open();
  await page.check("#show-en");
  const text = await page.locator("main").textContent();
  for (const markup of ['<script>alert("title")</script>', "</mark></details>", "{{ 7 * 7 }}", "<style>*", "<!-- the rest"]) {
    assert.ok(text.includes(markup), markup);
  }
  assert.equal(await page.locator("script").count(), 1);
  assert.equal(await page.locator("main b:not(.quote b), main img, main iframe").count(), 0);
  await close();
}

async function narrow_screens_do_not_scroll_sideways() {
  const { page, close } = await open({ viewport: { width: 360, height: 800 } });
  for (const language of ["kk", "ru", "en"]) {
    await page.check(`#show-${language}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }
  await close();
}

async function pictures() {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await open({ colorScheme });
    for (const language of ["kk", "ru", "en"]) {
      await page.check(`#show-${language}`);
      await page.screenshot({ path: `${screenshots}/${language}-${colorScheme}.png` });
    }
    await page.check("#view-review");
    await page.screenshot({ path: `${screenshots}/review-${colorScheme}.png` });
    await page.check("#view-digest");
    await page.locator('section[lang="en"] a.claim.value:visible').first().hover();
    await page.screenshot({ path: `${screenshots}/evidence-${colorScheme}.png` });
    await close();
  }
}

try {
  await switches(true);
  await switches(false);
  await a_link_into_a_language();
  await evidence_by_pointer();
  await evidence_by_keyboard();
  await evidence_without_scripts();
  await contrast("light");
  await contrast("dark");
  await print_view();
  await markup_is_text();
  await narrow_screens_do_not_scroll_sideways();
  if (screenshots) await pictures();
} finally {
  await browser.close();
}
console.log("the page works: switches, evidence, keyboard, contrast, print, no scripts, no requests");
