/** The three kinds of colour theme that everything must look right in. */
export type Theme = 'dark' | 'light' | 'hc';

/** VS Code's own themes of each kind, as `workbench.colorTheme` names them, and the workbench's class under each. */
export const THEMES = {
  dark: { setting: 'Dark 2026', workbenchClass: 'vs-dark' },
  light: { setting: 'Light 2026', workbenchClass: 'vs' },
  hc: { setting: 'Default High Contrast', workbenchClass: 'hc-black' },
} as const satisfies Record<Theme, { setting: string; workbenchClass: string }>;
