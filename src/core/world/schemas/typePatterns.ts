/** As the source of a regular expression: what `parseArgType` reads. Spaces count nowhere in a type. */
export function argTypePattern(): string {
  const number = '(- *)?([0-9] *)+(\\. *([0-9] *)+)?';
  const name = '[^\\[\\], ][^\\[\\],]*';
  const numeric = `(${['i32', 'u32', 'f32'].map(spaced).join('|')})(> *= *${number})?`;
  const plain = ['string', 'bool', 'vec', 'entity'].map(spaced).join('|');
  const choice = `${spaced('enum')}\\[ *${name}(, *${name})*\\] *`;
  return `^ *(${numeric}|${plain}|${choice})(\\[ *\\] *)*(\\? *)?$`;
}

/** As the source of a regular expression: `name` in any case, with `_`, `-` and spaces wherever (see `foldName`). */
export function foldedPattern(name: string): string {
  const letters = [...name.replaceAll('_', '')].map((letter) => `[${letter}${letter.toUpperCase()}][_ -]*`);
  return `^[_ -]*${letters.join('')}$`;
}

function spaced(word: string): string {
  return [...word].map((letter) => `${letter} *`).join('');
}
