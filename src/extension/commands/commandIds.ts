/** The commands of the client, its model server and the simulator; known before any of these is there. */
export const CLIENT_COMMANDS = [
  'planscope.openDashboard',
  'planscope.clearCache',
  'planscope.explainMiss',
  'planscope.exportTraffic',
  'planscope.resetBreaker',
  'planscope.isolateBreaker',
  'planscope.findModel',
  'planscope.checkModel',
  'planscope.setApiKey',
  'planscope.startSimulator',
  'planscope.stopSimulator',
] as const;

export type ClientCommand = (typeof CLIENT_COMMANDS)[number];
