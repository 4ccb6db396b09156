import { judgeAnswer } from '../answer/judgeAnswer.ts';
import type { Clock } from '../base/clock.ts';
import { toCoreError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { otherModelText } from '../chooseModel.ts';
import { type Connection, connect } from '../connect.ts';
import { lookInMemory } from '../memoryLook.ts';
import type { Settings } from '../settings/settings.ts';
import type { Target } from '../target.ts';
import { createTransport } from '../transport/createTransport.ts';
import type { HttpClient } from '../transport/httpStream.ts';
import type { ModelTransport } from '../transport/transport.ts';
import { type DoctorFinding, type DoctorReport, doctorReport } from './finding.ts';
import { sampleWorld } from './sampleWorld.ts';
import { askTrialQuestion, type TrialAnswer } from './trialQuestion.ts';

/** Characters a token, for servers that do not count: English and JSON come to 3 to 4.5 with Llama's vocabularies. */
const CHARACTERS_PER_TOKEN = 4;
/** Above this a person waits; below it, most of the wait is usually the prompt. */
const SLOW_FIRST_TOKEN_MS = 10_000;
const SLOW_TOKENS_PER_SECOND = 5;

/**
 * "Check Local Model": looks at everything that planning needs of the server and its model, with one real question
 * to it, and says for each finding what to do. `onFinding` is told of each as it is found. Rejects only when `signal`
 * aborts.
 */
export async function checkModel(
  options: {
    readonly http: HttpClient;
    readonly clock: Clock;
    readonly keyFor?: (endpoint: string) => Promise<Secret | undefined>;
    readonly settings: Settings;
    /** The model that was named by hand, so that no other one will do. */
    readonly onlyModel?: string | undefined;
    readonly onFinding?: (finding: DoctorFinding) => void;
  },
  signal: AbortSignal,
): Promise<DoctorReport> {
  const { http, settings, onFinding } = options;
  const findings: DoctorFinding[] = [];
  const add = (finding: DoctorFinding): void => {
    findings.push(finding);
    onFinding?.(finding);
  };
  const connection = await connect(options, settings, signal);
  const { target } = connection;
  if (target === undefined) {
    add(noModelFinding(connection));
    return doctorReport(findings);
  }
  const other = options.onlyModel === undefined ? undefined : otherModelText(target, options.onlyModel);
  if (other !== undefined) {
    add({ ...LACKS.model, status: 'error', text: other });
    return doctorReport(findings);
  }
  add(serverFinding(target, connection.message));
  const { endpoint, dialect = 'ollama', apiKey } = target;
  const transport = createTransport({ http, endpoint, dialect, ...(apiKey === undefined ? {} : { apiKey }) });
  const limitMs = settings['planscope.deadlines.connectMs'];
  add(memoryFinding(target.model, await lookInMemory({ ...options, transport, model: target.model, limitMs }, signal)));
  try {
    const trial = await askTrialQuestion({ ...options, transport, model: target.model }, signal);
    add(formFinding(trial, transport));
    add(contextFinding(trial, target, settings));
    add(speedFinding(trial));
    add(planFinding(trial));
  } catch (error) {
    signal.throwIfAborted();
    add(failureFinding(error));
  }
  return doctorReport(findings);
}

/** What a server that is there lacks, and what to do about it. */
const LACKS = {
  time: { about: 'memory', advice: 'Wait until the model is loaded, then check again.' },
  key: { about: 'server', advice: 'See that the server gets its key, then check again.' },
  model: { about: 'model', advice: 'Get the model or name another one, then check again.' },
} as const;
const NO_SERVER = { about: 'server', advice: 'Check again once a server runs, or start the simulator.' } as const;

function noModelFinding({ message: text, lacks }: Connection): DoctorFinding {
  return { ...(lacks === undefined ? NO_SERVER : LACKS[lacks]), status: 'error', text };
}

/** The one real question failed. */
function failureFinding(error: unknown): DoctorFinding {
  const { code, message: text } = toCoreError(error);
  if (code === 'loading') return { ...LACKS.time, status: 'error', text };
  const about = code === 'context-exceeded' ? 'context' : code.endsWith('-timeout') ? 'speed' : 'model';
  return { about, status: 'error', text, advice: 'Mend what the message names, then check again.' };
}

function serverFinding({ kind }: Target, message: string): DoctorFinding {
  if (kind === 'server') return { about: 'server', status: 'ok', text: message };
  const advice = 'For plans of a model, start a model server and look for it again.';
  return { about: 'server', status: 'warning', text: message, advice };
}

function memoryFinding(model: string, isLoaded: boolean | undefined): DoctorFinding {
  if (isLoaded === true) return { about: 'memory', status: 'ok', text: `${model} is loaded.` };
  if (isLoaded === undefined) {
    return { about: 'memory', status: 'ok', text: `The server does not say whether ${model} is loaded.` };
  }
  const text = `${model} was not loaded when this check began: an answer then waits until it is read from disk.`;
  return { about: 'memory', status: 'warning', text, advice: 'Keep it loaded longer (for Ollama: OLLAMA_KEEP_ALIVE).' };
}

const FORM_WORDS = {
  schema: 'a JSON schema of the tools',
  grammar: 'a grammar of the tools',
  json: 'JSON, of any form',
  text: 'nothing: free text',
} as const;

function formFinding({ rung, refused }: TrialAnswer, { rungs }: ModelTransport): DoctorFinding {
  const text = `The server holds the model to ${FORM_WORDS[rung]}.`;
  if (refused.length === 0 && rung === rungs[0]) return { about: 'form', status: 'ok', text };
  const said =
    refused.length === 0 ? text : `${text} It refused ${refused.map((one) => FORM_WORDS[one]).join(' and ')}.`;
  const advice =
    refused.length === 0
      ? 'Set planscope.model.structuredOutput to auto for the best that the server takes.'
      : 'A newer version of the server, or another chat template of the model, may take more.';
  return { about: 'form', status: rung === 'text' ? 'warning' : 'ok', text: said, advice };
}

function contextFinding(trial: TrialAnswer, target: Target, settings: Settings): DoctorFinding {
  const { promptTokens: counted = 0 } = trial.answer.timings;
  const estimated = Math.ceil(trial.promptCharacters / CHARACTERS_PER_TOKEN);
  const isCounted = counted > estimated / 2;
  const prompt = isCounted ? counted : estimated;
  const needed = prompt + settings['planscope.model.maxOutputTokens'];
  const asked = settings['planscope.model.contextTokens'];
  const context = Math.min(
    target.contextTokens ?? asked,
    target.dialect === 'ollama' ? asked : Number.POSITIVE_INFINITY,
  );
  const about = isCounted ? `${prompt} tokens` : `about ${prompt} tokens`;
  const text = `The full prompt takes ${about}, an answer up to ${settings['planscope.model.maxOutputTokens']}; the context holds ${context}.`;
  if (needed <= context) return { about: 'context', status: 'ok', text };
  const isOurs = target.contextTokens === undefined || target.contextTokens >= needed;
  const advice = isOurs
    ? `Raise planscope.model.contextTokens to ${needed} or more.`
    : `Start the server with a context of ${needed} tokens or more, or use fewer tools.`;
  return { about: 'context', status: 'error', text, advice };
}

function speedFinding({ answer, firstTokenMs, streamMs }: TrialAnswer): DoctorFinding {
  const { outputTokens, decodeMs, loadMs = 0 } = answer.timings;
  const isCounted = outputTokens !== undefined && decodeMs !== undefined && decodeMs > 0;
  const tokens = isCounted ? outputTokens : answer.text.length / CHARACTERS_PER_TOKEN;
  const seconds = (isCounted ? decodeMs : streamMs) / 1000;
  const perSecond = seconds > 0 ? tokens / seconds : undefined;
  const speed =
    perSecond === undefined
      ? 'it came too fast to say how fast'
      : `${isCounted ? '' : 'about '}${perSecond.toFixed(perSecond < 100 ? 1 : 0)} tokens per second`;
  const load = loadMs > 0 ? `, ${(loadMs / 1000).toFixed(1)} s of it for loading` : '';
  const text = `First token after ${(firstTokenMs / 1000).toFixed(2)} s${load}, then ${speed}.`;
  if (perSecond !== undefined && perSecond < SLOW_TOKENS_PER_SECOND) {
    return {
      about: 'speed',
      status: 'warning',
      text,
      advice: 'A smaller or more strongly quantised model, or a GPU, is faster.',
    };
  }
  if (firstTokenMs - loadMs > SLOW_FIRST_TOKEN_MS) {
    const advice =
      'Most of it is the prompt: fewer tools shorten it, and a server that keeps the prefix reads it once.';
    return { about: 'speed', status: 'warning', text, advice };
  }
  return { about: 'speed', status: 'ok', text };
}

function planFinding({ answer }: TrialAnswer): DoctorFinding {
  const { stage, repairs, problems } = judgeAnswer(answer.text, sampleWorld(), { isCut: answer.finish === 'length' });
  if (stage === 'executable') {
    const repaired = repairs.length === 0 ? '' : ' after a repair';
    return { about: 'plan', status: 'ok', text: `Its plan for a sample world can be carried out${repaired}.` };
  }
  const first = problems.find(({ severity }) => severity === 'error');
  const text = `Its plan for a sample world cannot be carried out: ${first?.message ?? 'it is no plan'}`;
  return {
    about: 'plan',
    status: 'warning',
    text,
    advice: 'One bad plan says little; plan a few scenarios and look at the funnel.',
  };
}
