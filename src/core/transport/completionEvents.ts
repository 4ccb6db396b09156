import type { EventMeaning, EventReading } from './eventDecoder.ts';
import { type JsonObject, numberField, stringField } from './jsonFields.ts';
import type { AnswerEnd } from './readAnswer.ts';
import type { ServerErrors } from './serverErrors.ts';
import { given, timingsOfLlama } from './serverTimings.ts';

/** The events of llama.cpp's `/completion`: `{"content","stop":false}`, and a last one with `"stop":true`. */
export class CompletionEvents implements EventReading {
  readonly #errors: ServerErrors;

  constructor(options: { readonly errors: ServerErrors }) {
    this.#errors = options.errors;
  }

  readEvent(event: JsonObject): EventMeaning | undefined {
    const { stop } = event;
    const text = stringField(event, 'content');
    if (text === undefined || (stop !== undefined && typeof stop !== 'boolean')) return undefined;
    return stop === true ? { text, hasBegun: true, end: this.#endOf(event) } : { text, hasBegun: text !== '' };
  }

  readDocument(document: JsonObject): EventMeaning | undefined {
    return this.readEvent(document);
  }

  /** Its last event has said it already. */
  readDone(): AnswerEnd | undefined {
    return undefined;
  }

  #endOf(event: JsonObject): AnswerEnd {
    const isLimit = event['stop_type'] === 'limit' || event['stopped_limit'] === true;
    // Without a limit reached, it was the prompt that was cut, or shifted out of the context.
    if (event['truncated'] === true && !isLimit) throw this.#errors.promptCut();
    const timings = { ...timingsOfLlama(event), ...given({ promptTokens: numberField(event, 'tokens_evaluated') }) };
    return { finish: isLimit ? 'length' : 'stop', timings };
  }
}
