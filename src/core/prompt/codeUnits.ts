/** UTF-16 code units, written one after another into memory that grows and is kept. */
export class CodeUnits {
  units: Uint16Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity);
  }

  /** Makes room for `more` further units. */
  reserve(more: number): void {
    if (this.length + more <= this.units.length) return;
    const larger = new Uint16Array(2 * (this.length + more));
    larger.set(this.units);
    this.units = larger;
  }

  /** What was written, as a text; with one byte a character where that is enough, which makes all later work on it cheaper. */
  toText(): string {
    const { units, length } = this;
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) {
      const unit = units[i] as number;
      if (unit > 255) return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
      bytes[i] = unit;
    }
    return bytes.toString('latin1');
  }

  /** Adds a text as it is. */
  append(text: string): void {
    this.reserve(text.length);
    const { units, length } = this;
    for (let i = 0; i < text.length; i++) units[length + i] = text.charCodeAt(i);
    this.length = length + text.length;
  }
}
