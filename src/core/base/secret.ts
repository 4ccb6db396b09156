/** A text that must not be shown: printed, logged or turned into JSON it is a row of dots. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** `text` without the secret, for what others said: a server may quote the key that it refuses. */
  redact(text: string): string {
    return this.#value === '' ? text : text.replaceAll(this.#value, this.toString());
  }

  toString(): string {
    return '•••';
  }

  toJSON(): string {
    return this.toString();
  }
}
