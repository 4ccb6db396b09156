import { describe, expect, it } from 'vitest';
import { doctorReport } from '../../../src/core/doctor/finding.ts';
import { doctorText } from '../../../src/shared/doctorText.ts';

const server = { about: 'server', status: 'ok', text: 'Ollama at http://127.0.0.1:11434, model phi3.' } as const;
const memory = { about: 'memory', status: 'warning', text: 'phi3 is not loaded.', advice: 'Keep it.' } as const;
const context = { about: 'context', status: 'error', text: 'It is too small.', advice: 'Raise it.' } as const;

describe('the report of the model check as text', () => {
  it.each([
    [[server], '**✓ Everything that planning needs is there.**'],
    [[server, memory], '**⚠ Planning works; something could be better.**'],
    [[server, context, memory], '**✗ Planning with a model does not work yet.**'],
  ] as const)('begins with the verdict', (findings, verdict) => {
    expect(doctorText(doctorReport(findings)).split('\n').slice(0, 4)).toEqual(['# Local model', '', verdict, '']);
  });

  it('has a row for each finding, in their order, with what to do', () => {
    const rows = doctorText(doctorReport([server, memory, context]))
      .split('\n')
      .slice(6);
    expect(rows).toEqual([
      '| ✓ | Server | Ollama at http\\://127\\.0\\.0\\.1\\:11434, model phi3\\. |',
      '| ⚠ | Memory | phi3 is not loaded\\.<br>**→ Keep it\\.** |',
      '| ✗ | Context | It is too small\\.<br>**→ Raise it\\.** |',
      '',
    ]);
  });

  it('takes no word of a server for markup', () => {
    const text = doctorText(doctorReport([{ ...server, text: '<b>| model\n\n# phi3' }]));
    expect(text).toContain('| ✓ | Server | \\<b\\>\\| model \\# phi3 |\n');
  });
});
