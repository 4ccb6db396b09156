import { inner, type PromptFrame } from './chatTemplate.ts';
import { chatOpeningJson, responseFormatMember } from './openAiRequest.ts';
import type { ChatMessage, GenerateRequest } from './transport.ts';

/** Any JSON object; `{}` alone would allow a bare number. */
const ANY_OBJECT = '{"type":"object"}';

/** A request to `/completion` up to the text of its prompt. */
export function completionOpeningJson(request: GenerateRequest): string {
  const { temperature, maxOutputTokens } = request;
  const rest = JSON.stringify({ stream: true, cache_prompt: true, n_predict: maxOutputTokens, temperature });
  return `${rest.slice(0, -1)}${formMember(request)},"prompt":"`;
}

/** The rest of it: the last message in the frame of the model's template. */
export function promptJson(frame: PromptFrame, last: ChatMessage | undefined): string {
  return `${frame.before}${inner(last?.content ?? '')}${frame.after}"}`;
}

/** A request to llama.cpp's chat route up to its last message. It takes a grammar there, which OpenAI's has not. */
export function chatRouteOpeningJson(request: GenerateRequest, leading: readonly ChatMessage[]): string {
  const { rung, form } = request;
  const grammar = rung === 'grammar' ? `,"grammar":${JSON.stringify(form.grammar)}` : '';
  return chatOpeningJson(request, leading, `,"cache_prompt":true${grammar}${responseFormatMember(request)}`);
}

function formMember({ rung, form }: GenerateRequest): string {
  switch (rung) {
    case 'schema':
      return `,"json_schema":${form.schemaJson}`;
    case 'grammar':
      return `,"grammar":${JSON.stringify(form.grammar)}`;
    case 'json':
      return `,"json_schema":${ANY_OBJECT}`;
    case 'text':
      return '';
  }
}
