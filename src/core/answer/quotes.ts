const DOUBLE = 0x22;
const SINGLE = 0x27;
const LEFT_SINGLE = 0x2018;
const RIGHT_SINGLE = 0x2019;
const LEFT_DOUBLE = 0x201c;
const RIGHT_DOUBLE = 0x201d;

/** The quote that closes a string which `unit` opens; undefined when it opens none. */
export function closingQuote(unit: number): number | undefined {
  switch (unit) {
    case DOUBLE:
    case SINGLE:
      return unit;
    case LEFT_DOUBLE:
    case RIGHT_DOUBLE:
      return RIGHT_DOUBLE;
    case LEFT_SINGLE:
    case RIGHT_SINGLE:
      return RIGHT_SINGLE;
    default:
      return undefined;
  }
}

/** True when `unit` ends a string that `closing` is to close: models write typographic quotes either way round. */
export function isClosingQuote(unit: number, closing: number | undefined): boolean {
  return unit === closing || (unit > SINGLE && closingQuote(unit) === closing);
}
