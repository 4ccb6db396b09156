/**
 * Changes the rows of a list without letting what a person looks at move: the row under the pointer, else the focused
 * one, else the topmost that is seen of a list that was scrolled. At the top, with neither, the list simply grows.
 */
export function keepingPlace(scroller: HTMLElement, list: HTMLElement, change: () => void): void {
  const anchor = anchorRow(scroller, list);
  const top = anchor?.getBoundingClientRect().top;
  change();
  if (anchor === undefined || top === undefined || !anchor.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - top;
  if (moved !== 0) scroller.scrollTop += moved;
}

function anchorRow(scroller: HTMLElement, list: HTMLElement): Element | undefined {
  const view = scroller.getBoundingClientRect();
  const isSeen = (row: Element): boolean => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > view.top && top < view.bottom;
  };
  const hovered = list.querySelector(':scope > :hover');
  if (hovered !== null) return hovered;
  const focused = list.querySelector(':scope > :focus-within');
  if (focused !== null && isSeen(focused)) return focused;
  return scroller.scrollTop > 0 ? [...list.children].find(isSeen) : undefined;
}
