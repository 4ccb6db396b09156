import type { Clock } from './base/clock.ts';
import { endCode, isCancel } from './failures.ts';
import { AttemptDeadline, type DeadlineSettings } from './resilience/deadlines.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { TraceRecorder } from './telemetry/trace.ts';
import type { GenerateAnswer, GenerateRequest, ModelTransport } from './transport/transport.ts';

/** attempt deadline ⊃ transport: sends the request once, each phase under its limit and in its span. */
export async function attempt(
  options: {
    readonly transport: ModelTransport;
    readonly request: GenerateRequest;
    readonly trace: TraceRecorder;
    readonly clock: Clock;
    readonly telemetry: Telemetry;
    readonly deadlines: DeadlineSettings;
  },
  signal: AbortSignal,
): Promise<GenerateAnswer> {
  const { transport, request, trace, clock, telemetry, deadlines } = options;
  telemetry.recordAttempt();
  const span = trace.begin('attempt');
  let phase = trace.begin('connect');
  const deadline = new AttemptDeadline({ clock, limits: deadlines, outer: signal });
  try {
    const observer = {
      onConnected: () => {
        deadline.connected();
        trace.end(phase);
        phase = trace.begin('first_byte');
      },
      onHeaders: () => {
        trace.end(phase);
        phase = trace.begin('stream');
      },
      onData: () => {
        deadline.data();
        return undefined;
      },
    };
    const answer = await transport.generate(request, observer, deadline.signal);
    trace.end(span, { ...answer.timings, receivedBytes: answer.receivedBytes, finish: answer.finish });
    return answer;
  } catch (error) {
    const code = endCode(error, signal);
    trace.end(span, undefined, code);
    if (!isCancel(signal)) telemetry.recordFailure(code);
    throw error;
  } finally {
    deadline.dispose();
  }
}
