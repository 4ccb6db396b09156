/**
 * Paper cannot be unfolded: the numbers of every plot are opened before printing and closed again afterwards. What a
 * row opens into is the style's affair.
 */
export function openForPrinting(main: HTMLElement): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    const closed = [...main.querySelectorAll<HTMLDetailsElement>('.plot-figure details:not([open])')];
    for (const details of closed) details.open = true;
    opened = [...opened, ...closed];
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}
