import { type ControlCall, type FromSimulator, isToSimulator, toWireError } from './processProtocol.ts';
import type { Simulator } from './simulator.ts';

/** A parent's channel, as the child sees it. */
export interface ParentChannel {
  send(message: FromSimulator): void;
}

/**
 * Answers one message from the parent. Calls `onDispose` when the parent asks for the end; what is no message of ours
 * is ignored. Never rejects: a call that fails is answered with its error.
 */
export async function serveControl(
  simulator: Simulator,
  channel: ParentChannel,
  message: unknown,
  onDispose: () => void,
): Promise<void> {
  if (!isToSimulator(message)) return;
  if (message.type === 'dispose') return onDispose();
  const { id } = message;
  try {
    await perform(simulator, message.call);
    channel.send({ type: 'reply', id, ok: true, stats: simulator.stats() });
  } catch (error) {
    channel.send({ type: 'reply', id, ok: false, error: toWireError(error) });
  }
}

async function perform(simulator: Simulator, call: ControlCall): Promise<void> {
  switch (call.method) {
    case 'setFaults':
      return simulator.setFaults(call.plan);
    case 'setLatency':
      return simulator.setLatency(call.profile);
    case 'refuseConnections':
      return simulator.refuseConnections(call.refuse);
    case 'stats':
      return;
  }
}
