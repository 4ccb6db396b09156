/** Rows beyond both edges that are on the page too, so that scrolling never shows an empty stretch. */
const OVERSCAN_ROWS = 12;

/** Where a list of rows of one height is seen from. All in CSS pixels. */
export interface ListView {
  readonly scrollTop: number;
  readonly viewHeight: number;
  /** From the top of what scrolls to the list's first row. */
  readonly listTop: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** The rows that are to be on the page: `first` to `last`, `last` excluded. */
export function rowsOnPage(view: ListView): { readonly first: number; readonly last: number } {
  const { scrollTop, viewHeight, listTop, rowHeight, count } = view;
  const first = Math.floor((scrollTop - listTop) / rowHeight) - OVERSCAN_ROWS;
  const last = Math.ceil((scrollTop + viewHeight - listTop) / rowHeight) + OVERSCAN_ROWS;
  return { first: clamp(first, 0, count), last: clamp(last, 0, count) };
}

/** The first row that is seen in full. */
export function firstSeen({ scrollTop, listTop, rowHeight, count }: ListView): number {
  return clamp(Math.ceil((scrollTop - listTop) / rowHeight), 0, Math.max(0, count - 1));
}

/** Whether anything of a row is seen. */
export function isSeen({ scrollTop, viewHeight, listTop, rowHeight }: ListView, index: number): boolean {
  const top = listTop + index * rowHeight;
  return top + rowHeight > scrollTop && top < scrollTop + viewHeight;
}

/** Where to scroll so that a row is seen in full: no further than needed, and the top where nothing stands above it. */
export function scrollTopShowing({ scrollTop, viewHeight, listTop, rowHeight }: ListView, index: number): number {
  const top = listTop + index * rowHeight;
  if (index === 0 || top < scrollTop) return index === 0 ? Math.min(scrollTop, listTop) : top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
