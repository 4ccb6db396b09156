/** Colours of VS Code's built-in themes, as far as the pages use them; a variable a theme leaves out is absent. */
export interface Theme {
  readonly name: string;
  readonly bodyClass: string;
  readonly scheme: 'dark' | 'light';
  readonly colors: Readonly<Record<string, string>>;
}

const DARK_MODERN: Theme = {
  name: 'dark',
  bodyClass: 'vscode-dark',
  scheme: 'dark',
  colors: {
    'button-background': '#0078d4',
    'button-border': '#ffffff1a',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#026ec1',
    'button-secondaryBackground': '#00000000',
    'button-secondaryForeground': '#cccccc',
    'button-secondaryHoverBackground': '#2b2b2b',
    'charts-blue': '#59a4f9',
    'charts-green': '#89d185',
    'charts-orange': '#d18616',
    descriptionForeground: '#9d9d9d',
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    'editorWidget-background': '#202020',
    errorForeground: '#f85149',
    focusBorder: '#0078d4',
    foreground: '#cccccc',
    'icon-foreground': '#cccccc',
    'list-activeSelectionBackground': '#04395e',
    'list-activeSelectionForeground': '#ffffff',
    'list-errorForeground': '#f88070',
    'list-focusOutline': '#0078d4',
    'list-hoverBackground': '#2a2d2e',
    'list-inactiveSelectionBackground': '#37373d',
    'list-warningForeground': '#cca700',
    'panel-border': '#2b2b2b',
    'progressBar-background': '#0078d4',
    'sideBar-background': '#181818',
    'sideBar-foreground': '#cccccc',
    'sideBarSectionHeader-border': '#2b2b2b',
    'testing-iconPassed': '#73c991',
    'textLink-foreground': '#4daafc',
    'toolbar-hoverBackground': '#5a5d5e50',
    'tree-inactiveIndentGuidesStroke': '#58585866',
  },
};

const LIGHT_MODERN: Theme = {
  name: 'light',
  bodyClass: 'vscode-light',
  scheme: 'light',
  colors: {
    'button-background': '#005fb8',
    'button-border': '#0000001a',
    'button-foreground': '#ffffff',
    'button-hoverBackground': '#0258a8',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'button-secondaryHoverBackground': '#cccccc',
    'charts-blue': '#0063d3',
    'charts-green': '#388a34',
    'charts-orange': '#d18616',
    descriptionForeground: '#3b3b3b',
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    'editorWidget-background': '#f8f8f8',
    errorForeground: '#f85149',
    focusBorder: '#005fb8',
    foreground: '#3b3b3b',
    'icon-foreground': '#3b3b3b',
    'list-activeSelectionBackground': '#e8e8e8',
    'list-activeSelectionForeground': '#000000',
    'list-errorForeground': '#b01011',
    'list-focusOutline': '#005fb8',
    'list-hoverBackground': '#f2f2f2',
    'list-inactiveSelectionBackground': '#e4e6f1',
    'list-warningForeground': '#855f00',
    'panel-border': '#e5e5e5',
    'progressBar-background': '#005fb8',
    'sideBar-background': '#f8f8f8',
    'sideBar-foreground': '#3b3b3b',
    'sideBarSectionHeader-border': '#e5e5e5',
    'testing-iconPassed': '#007100',
    'textLink-foreground': '#005fb8',
    'toolbar-hoverBackground': '#b8b8b850',
    'tree-inactiveIndentGuidesStroke': '#a9a9a966',
  },
};

const HIGH_CONTRAST_DARK: Theme = {
  name: 'high-contrast',
  bodyClass: 'vscode-high-contrast',
  scheme: 'dark',
  colors: {
    'button-background': '#000000',
    'button-border': '#6fc3df',
    'button-foreground': '#ffffff',
    'button-secondaryForeground': '#ffffff',
    'charts-blue': '#59a4f9',
    'charts-green': '#89d185',
    'charts-orange': '#d18616',
    contrastActiveBorder: '#f38518',
    contrastBorder: '#6fc3df',
    descriptionForeground: '#ffffffb3',
    'editor-background': '#000000',
    'editor-foreground': '#ffffff',
    'editorWarning-foreground': '#ffd370',
    'editorWidget-background': '#0c141f',
    errorForeground: '#f48771',
    focusBorder: '#f38518',
    foreground: '#ffffff',
    'icon-foreground': '#ffffff',
    'list-focusOutline': '#f38518',
    'list-hoverBackground': '#ffffff1a',
    'progressBar-background': '#6fc3df',
    'sideBar-background': '#000000',
    'sideBar-foreground': '#ffffff',
    'sideBarSectionHeader-border': '#6fc3df',
    'testing-iconPassed': '#73c991',
    'textLink-foreground': '#21a6ff',
    'toolbar-hoverOutline': '#f38518',
    'tree-inactiveIndentGuidesStroke': '#a9a9a966',
  },
};

const HIGH_CONTRAST_LIGHT: Theme = {
  name: 'high-contrast-light',
  bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
  scheme: 'light',
  colors: {
    'button-background': '#0f4a85',
    'button-border': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#ffffff',
    'button-secondaryForeground': '#0f4a85',
    'charts-blue': '#0063d3',
    'charts-green': '#374e06',
    'charts-orange': '#a13c00',
    contrastActiveBorder: '#006bbd',
    contrastBorder: '#0f4a85',
    descriptionForeground: '#292929b3',
    'editor-background': '#ffffff',
    'editor-foreground': '#292929',
    'editorWarning-foreground': '#895503',
    'editorWidget-background': '#ffffff',
    errorForeground: '#b5200d',
    focusBorder: '#006bbd',
    foreground: '#292929',
    'icon-foreground': '#292929',
    'list-focusOutline': '#006bbd',
    'list-hoverBackground': '#0f4a851a',
    'list-activeSelectionBackground': '#0f4a851a',
    'list-inactiveSelectionBackground': '#0f4a851a',
    'progressBar-background': '#0f4a85',
    'sideBar-background': '#ffffff',
    'sideBar-foreground': '#292929',
    'sideBarSectionHeader-border': '#0f4a85',
    'testing-iconPassed': '#007100',
    'textLink-foreground': '#0f4a85',
    'toolbar-hoverOutline': '#006bbd',
    'tree-inactiveIndentGuidesStroke': '#a5a5a566',
  },
};

export const THEMES: readonly Theme[] = [DARK_MODERN, LIGHT_MODERN, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT];
export const DEFAULT_THEME = DARK_MODERN;

/** What VS Code gives a webview beside the page's own style: variables, and its default rules for the elements. */
export function hostCss(theme: Theme): string {
  const variables = Object.entries(theme.colors).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `html { ${variables.join(' ')} --vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px;
    --vscode-font-weight: normal; --vscode-editor-font-family: monospace; scrollbar-color: #79797966 transparent; }
  @layer vscode-default {
    body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
      font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
    a, a code { color: var(--vscode-textLink-foreground); }
    code { font-family: monospace; color: var(--vscode-textPreformat-foreground);
      background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
    a:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  }`;
}
