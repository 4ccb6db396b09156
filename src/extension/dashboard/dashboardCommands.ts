/** The commands of the dashboard's tools, which are loaded at their first use. */
export const DASHBOARD_COMMANDS = [
  'planscope.showCachedPlans',
  'planscope.filterRequests',
  'planscope.showAllRequests',
  'planscope.openTrace',
  'planscope.openRequestScenario',
  'planscope.replayRequest',
  'planscope.saveRequestAsTest',
  'planscope.copyRequestAsOtlp',
] as const;

export type DashboardCommand = (typeof DASHBOARD_COMMANDS)[number];
