/** The commands of the client and the simulator; known before either is there. */
export const CLIENT_COMMANDS = [
  'planscope.clearCache',
  'planscope.resetBreaker',
  'planscope.isolateBreaker',
  'planscope.findModel',
  'planscope.startSimulator',
  'planscope.stopSimulator',
] as const;

export type ClientCommand = (typeof CLIENT_COMMANDS)[number];
