import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { deadlineSettings } from '../clientSettings.ts';
import { isFormRefused } from '../failures.ts';
import { askUntilLoaded } from '../loadingWait.ts';
import { userText } from '../prompt/prompt.ts';
import { PromptLibrary } from '../prompt/promptLibrary.ts';
import { questionOf } from '../prompt/question.ts';
import { AttemptDeadline, startTotalDeadline } from '../resilience/deadlines.ts';
import type { Settings } from '../settings/settings.ts';
import { OutputLadder } from '../transport/outputLadder.ts';
import type { GenerateAnswer, GenerateRequest, ModelTransport, OutputRung } from '../transport/transport.ts';
import { sampleWorld } from './sampleWorld.ts';

/** Enough to see how fast it writes; a plan in the right form mostly ends before that. */
const MAX_OUTPUT_TOKENS = 160;

/** One real question to the model, and how it went. Times in milliseconds. */
export interface TrialAnswer {
  readonly answer: GenerateAnswer;
  readonly rung: OutputRung;
  /** Rungs that the server refused before. */
  readonly refused: readonly OutputRung[];
  /** From sending to the first piece of text; a load of the model that it waits for included. */
  readonly firstTokenMs: number;
  /** From the first to the last piece of text. */
  readonly streamMs: number;
  readonly promptCharacters: number;
}

/**
 * Asks the sample world with the full prompt, down the ladder of structured output until a rung is taken. The answer
 * is read to its own end, since only then servers say what they counted. A server that says that it is loading is waited
 * for as the client does. Rejects as the transport does.
 */
export async function askTrialQuestion(
  options: {
    readonly transport: ModelTransport;
    readonly model: string;
    readonly clock: Clock;
    readonly settings: Settings;
  },
  signal: AbortSignal,
): Promise<TrialAnswer> {
  const { transport, model, clock, settings } = options;
  const ladder = new OutputLadder();
  const refused: OutputRung[] = [];
  let rung = ladder.start(transport.endpoint, model, transport.rungs, settings['planscope.model.structuredOutput']);
  for (;;) {
    try {
      const asked = rung;
      const patience = {
        clock,
        limitMs: deadlineSettings(settings).firstByteMs,
        wait: (delayMs: number) => delay(clock, delayMs, signal),
      };
      return { ...(await askUntilLoaded(patience, () => askOnce(options, asked, signal))), rung, refused };
    } catch (error) {
      const lower = isFormRefused(error)
        ? ladder.stepDown(transport.endpoint, model, rung, transport.rungs)
        : undefined;
      if (lower === undefined) throw error;
      refused.push(rung);
      rung = lower;
    }
  }
}

async function askOnce(
  options: Parameters<typeof askTrialQuestion>[0],
  rung: OutputRung,
  signal: AbortSignal,
): Promise<Omit<TrialAnswer, 'rung' | 'refused'>> {
  const { transport, clock, settings } = options;
  const request = trialRequest(options.model, settings, rung);
  const limits = deadlineSettings(settings);
  const whole = new AbortController();
  const outer = AbortSignal.any([signal, whole.signal]);
  const total = startTotalDeadline({ clock, totalMs: limits.totalMs }, (reason) => whole.abort(reason));
  const deadline = new AttemptDeadline({ clock, limits, outer });
  const startMs = clock.nowMs();
  let firstMs: number | undefined;
  let lastMs = startMs;
  try {
    const observer = {
      onConnected: () => deadline.connected(),
      onHeaders: () => {},
      onData: (text: string) => {
        deadline.data();
        if (text === '') return undefined;
        lastMs = clock.nowMs();
        firstMs ??= lastMs;
        return undefined;
      },
    };
    const answer = await transport.generate(request, observer, deadline.signal);
    const promptCharacters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
    return {
      answer,
      firstTokenMs: (firstMs ?? lastMs) - startMs,
      streamMs: lastMs - (firstMs ?? lastMs),
      promptCharacters,
    };
  } finally {
    deadline.dispose();
    total.dispose();
  }
}

function trialRequest(model: string, settings: Settings, rung: OutputRung): GenerateRequest {
  const scenario = sampleWorld();
  const parameters = {
    temperature: settings['planscope.model.temperature'],
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    contextTokens: settings['planscope.model.contextTokens'],
  };
  const prompt = new PromptLibrary(parameters).prompt(scenario.registry, model);
  return {
    model,
    messages: [
      { role: 'system', content: prompt.systemText('full') },
      { role: 'user', content: userText(scenario, questionOf(scenario).snapshotText) },
    ],
    ...parameters,
    rung,
    form: prompt.form('full'),
  };
}
