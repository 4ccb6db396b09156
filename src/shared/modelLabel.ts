import * as l10n from '@vscode/l10n';
/** How a source of plans is named to people: a simulator always says that it is one. */
export function modelLabel(model: { readonly kind: 'server' | 'simulator' | 'none'; readonly name: string }): string {
  if (model.kind !== 'simulator' || /\bsimulator\b/i.test(model.name)) return model.name;
  return l10n.t('{0} (simulator)', model.name);
}
