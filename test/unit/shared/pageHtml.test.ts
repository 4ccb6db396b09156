import { expect, it } from 'vitest';
import { dashboardHtml, escapeHtml, reportHtml } from '../../../src/shared/pageHtml.ts';

const OPTIONS = {
  cspSource: 'https://*.example',
  nonce: 'abc123',
  scriptUri: 'https://host.example/a.js?x=1&y=2',
  styleUris: ['https://host.example/a.css'],
};

it('allows only its own script and style', () => {
  expect(dashboardHtml(OPTIONS)).toContain(
    `content="default-src &#39;none&#39;; style-src https://*.example &#39;nonce-abc123&#39;; script-src &#39;nonce-abc123&#39;; font-src https://*.example; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
  );
});

it('loads what it was given, once, escaped', () => {
  const html = reportHtml(OPTIONS);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('<script nonce="abc123" src="https://host.example/a.js?x=1&amp;y=2"></script>');
  expect(html).toContain('<link rel="stylesheet" href="https://host.example/a.css">');
});

it('has a language and a title', () => {
  expect(dashboardHtml(OPTIONS)).toMatch(/<html lang="en">[\s\S]*<title>Planscope dashboard<\/title>/);
});

it('escapes all that means something in HTML', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
});

it('carries the texts of another language, and says which it is', () => {
  const texts = { Play: '</script><!--Abspielen' };
  const html = reportHtml({ ...OPTIONS, translation: { language: 'de', texts } });
  expect(html).toContain('<html lang="de">');
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain('<!--');
  const [, json = ''] = /<script type="application\/json" id="texts">(.*)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual(texts);
});
