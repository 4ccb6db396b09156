import type { JsonSyntaxError } from './jsonText.ts';

const MAX_QUOTED = 20;

/** Says what is wrong at a place of `json` and what is expected there; `endName` is what its end is called. */
export function explainSyntaxError(error: JsonSyntaxError, json: string, endName: string): string {
  const { name, start, end } = error;
  const piece = json.slice(start, Math.min(end, start + MAX_QUOTED));
  const quoted = piece.includes('"') ? piece : `"${piece}"`;
  const found = start >= json.trimEnd().length ? endName : quoted;
  switch (name) {
    case 'InvalidSymbol':
      return `${found} is not JSON; expected a value: a string in double quotes, a number, true, false, null, { or [.`;
    case 'PropertyNameExpected':
      return json[start] === '}'
        ? 'A comma before "}" is not JSON; remove it or add a field behind it.'
        : `Expected a field name in double quotes, found ${found}.`;
    case 'ValueExpected':
      return json[start] === ']'
        ? 'A comma before "]" is not JSON; remove it or add a value behind it.'
        : `Expected a value, found ${found}.`;
    case 'ColonExpected':
      return `Expected ":" between a field's name and its value, found ${found}.`;
    case 'CommaExpected':
      return `Expected "," before the next entry, found ${found}.`;
    case 'CloseBraceExpected':
      return `Expected "}" to close an object, found ${found}.`;
    case 'CloseBracketExpected':
      return `Expected "]" to close a list, found ${found}.`;
    case 'EndOfFileExpected':
      return `Expected nothing more behind the first value, found ${found}.`;
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'JSON has no comments; remove it.';
    case 'UnexpectedEndOfString':
      return 'The string that begins here does not end on its line; expected a closing double quote.';
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return `${found} is not a JSON number.`;
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return `The string ${found} has an escape that JSON does not know; expected \\", \\\\, \\n, \\t or \\u and 4 digits.`;
    case 'InvalidCharacter':
      return `The string ${found} holds a control character; write it as an escape, \\n or \\t.`;
    case '<unknown ParseErrorCode>':
      return `${found} is not JSON here.`;
  }
}
