/** The commands that are seldom needed; known before what does them is loaded. */
export const SUPPORT_COMMANDS = [
  'planscope.checkModel',
  'planscope.setApiKey',
  'planscope.explainMiss',
  'planscope.exportTraffic',
  'planscope.reportProblem',
] as const;

export type SupportCommand = (typeof SUPPORT_COMMANDS)[number];
