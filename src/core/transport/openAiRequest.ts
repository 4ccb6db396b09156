import { leadingJson } from './requestOpening.ts';
import type { ChatMessage, GenerateRequest } from './transport.ts';

/** A chat request of the OpenAI dialect up to its last message; `members` are further ones, each with a comma before. */
export function chatOpeningJson(request: GenerateRequest, leading: readonly ChatMessage[], members: string): string {
  const { model, temperature, maxOutputTokens } = request;
  const rest = JSON.stringify({
    model,
    stream: true,
    stream_options: { include_usage: true },
    temperature,
    max_tokens: maxOutputTokens,
  });
  return `${rest.slice(0, -1)}${members},"messages":${leadingJson(leading)}`;
}

/** The member that asks for a form of the answer, with a comma before it; '' where there is none to ask for. */
export function responseFormatMember({ rung, form }: Pick<GenerateRequest, 'rung' | 'form'>): string {
  switch (rung) {
    case 'schema':
      return `,"response_format":{"type":"json_schema","json_schema":{"name":"plan","strict":true,"schema":${form.schemaJson}}}`;
    case 'json':
      return ',"response_format":{"type":"json_object"}';
    case 'grammar':
    case 'text':
      return '';
  }
}
