import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonForHtml } from '../../../src/shared/pageHtml.ts';
import { selfContainedReportHtml } from '../../../src/shared/selfContainedReport.ts';
import { sampleReport } from './samples/sampleReport.ts';

function contentOf(html: string, open: RegExp, close: string): string {
  const start = html.search(open);
  const from = html.indexOf('>', start) + 1;
  return html.slice(from, html.indexOf(close, from));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

it('allows exactly the script and the style that are in it', () => {
  const html = selfContainedReportHtml({ script: 'run()', css: 'a{}', report: sampleReport() });
  expect(html).toContain(`script-src &#39;sha256-${hashOf('run()')}&#39;`);
  expect(html).toContain(`style-src &#39;sha256-${hashOf('a{}')}&#39;`);
});

it('takes its hashes of the line ends that a browser will see', () => {
  const html = selfContainedReportHtml({ script: 'a;\r\nb;\r\n', css: 'a{}\r\n', report: sampleReport() });
  expect(html).toContain(`sha256-${hashOf('a;\nb;\n')}`);
  expect(html).not.toContain('\r');
});

it('cannot be ended early by its script, its style or its data', () => {
  const html = selfContainedReportHtml({
    script: 'const s = "</script><!--";',
    css: 'a::after { content: "</style>"; }',
    report: sampleReport({ model: { kind: 'server', name: '</script><script>alert(1)</script><!--' } }),
  });
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(html).not.toContain('<!--');
});

it('carries no pointer to a source map', () => {
  const html = selfContainedReportHtml({
    script: 'run();\n//# sourceMappingURL=report.js.map\n',
    css: '',
    report: sampleReport(),
  });
  expect(html).not.toContain('sourceMappingURL');
});

it('carries the report unchanged, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (note) => {
      const json = jsonForHtml({ note });
      expect(json).not.toContain('<');
      expect(JSON.parse(json)).toEqual({ note });
    }),
  );
  const report = sampleReport();
  const html = selfContainedReportHtml({ script: '', css: '', report });
  expect(JSON.parse(contentOf(html, /<script type="application\/json"/, '</script>'))).toEqual(report);
});
