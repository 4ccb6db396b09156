/** A place in a snippet of the editor where the cursor stops, within a string; `text` stands there until it is typed over. */
export function textAt(stop: number, text: string): string {
  return `\${${stop}:${text}}`;
}

/** As `textAt`, for a value that is no string: the editor leaves out the quotes of what begins with `^`. */
export function literalAt(stop: number, text: string): string {
  return `^${textAt(stop, text)}`;
}

/** As `textAt`, with words to choose from, separated by commas. */
export function choiceAt(stop: number, words: string): string {
  return `\${${stop}|${words}|}`;
}
