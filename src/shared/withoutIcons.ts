/** Text that is not ours where VS Code draws icons (status bar, quick picks, lenses): `$(name)` in it stays text. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}
