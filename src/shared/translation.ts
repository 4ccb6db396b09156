/** Our texts in the language of the editor, by what they are in English. */
export interface Translation {
  /** As in HTML's `lang`: "de", "zh-cn". */
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
}
