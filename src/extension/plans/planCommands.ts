/** The commands of the tools for plan and scenario files; known before these are loaded. */
export const PLAN_COMMANDS = [
  'planscope.generatePlan',
  'planscope.generatePlanWithoutCache',
  'planscope.askAgain',
  'planscope.showMap',
  'planscope.comparePlans',
  'planscope.saveAsExpectedPlan',
  'planscope.compareModels',
  'planscope.benchmarkScenario',
  'planscope.openSampleWorkspace',
  'planscope.planSample',
  'planscope.showSampleProblems',
] as const;

export type PlanCommand = (typeof PLAN_COMMANDS)[number];
