import { createHash } from 'node:crypto';
import type { Outcome } from './figures.ts';
import type { Span, SpanAttribute, Trace } from './trace.ts';

/** A finished request, as its exporter needs it. */
export interface TracedRequest {
  readonly id: number;
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly tier: string;
  readonly trace: Trace;
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

interface OtlpSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 INTERNAL, 3 CLIENT. */
  readonly kind: 1 | 3;
  /** Nanoseconds since the epoch, as decimal digits. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  /** 0 unset, 2 error. */
  readonly status: { readonly code: 0 | 2; readonly message?: string };
}

/** An `ExportTraceServiceRequest` of OTLP 1.x in its JSON form: what a collector takes at `/v1/traces`. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

const INTERNAL = 1;
const CLIENT = 3;
const NS_PER_MS = 1e6;
const PRODUCT = 'planscope';

/** What OpenTelemetry's GenAI conventions call what a span says; all else is under our own name. */
const STANDARD_NAMES: Readonly<Record<string, string>> = {
  promptTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
};

/**
 * One request as OpenTelemetry's traces: the request as `plan`, each attempt below it as `chat {model}`, the other stages
 * under `planscope.`. Names are those of the GenAI semantic conventions. It holds no prompt, no answer and no plan. The
 * same request gives the same ids, so that a collector that gets it twice has it once. `version` is Planscope's.
 */
export function otlpTraces(request: TracedRequest, version: string): OtlpTraces {
  const { trace } = request;
  const spans = trace.spans.map((span, index) => spanOf(request, span, index));
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': PRODUCT, 'service.version': version }) },
        scopeSpans: [{ scope: { name: PRODUCT, version }, spans: [rootOf(request), ...spans] }],
      },
    ],
  };
}

function rootOf(request: TracedRequest): OtlpSpan {
  const { id, scenario, outcome, tier, trace } = request;
  const hasPlan = outcome === 'cache' || outcome === 'model' || outcome === 'fallback';
  return {
    traceId: idOf(request, 'trace', 32),
    spanId: idOf(request, 'root', 16),
    name: `plan ${PRODUCT}`,
    kind: INTERNAL,
    startTimeUnixNano: unixNano(trace.startedAtMs, 0),
    endTimeUnixNano: unixNano(trace.startedAtMs, trace.totalMs),
    attributes: attributesOf({
      'gen_ai.operation.name': 'plan',
      'gen_ai.agent.name': PRODUCT,
      'gen_ai.provider.name': providerOf(request),
      'gen_ai.request.model': trace.model,
      ...renamed({ requestId: id, scenario, outcome, tier }),
      ...(hasPlan ? {} : { 'error.type': outcome }),
    }),
    status: outcome === 'unavailable' ? { code: 2, message: 'No tier had a plan.' } : { code: 0 },
  };
}

function spanOf(request: TracedRequest, span: Span, index: number): OtlpSpan {
  const { trace } = request;
  const isCall = span.name === 'attempt';
  const isNested = span.parent >= 0 && span.parent < index;
  return {
    traceId: idOf(request, 'trace', 32),
    spanId: idOf(request, String(index), 16),
    parentSpanId: idOf(request, isNested ? String(span.parent) : 'root', 16),
    name: isCall ? `chat ${trace.model}` : `${PRODUCT}.${span.name}`,
    kind: isCall ? CLIENT : INTERNAL,
    startTimeUnixNano: unixNano(trace.startedAtMs, span.startMs),
    endTimeUnixNano: unixNano(trace.startedAtMs, span.startMs + span.durationMs),
    attributes: attributesOf({
      ...(isCall
        ? {
            'gen_ai.operation.name': 'chat',
            'gen_ai.provider.name': providerOf(request),
            'gen_ai.request.model': trace.model,
          }
        : {}),
      ...renamed(span.attributes ?? {}),
      ...(span.error === undefined ? {} : { 'error.type': span.error }),
    }),
    status: span.error === undefined ? { code: 0 } : { code: 2, message: span.error },
  };
}

/** The conventions know no name for a local server, nor for something that only plays one. */
function providerOf({ trace }: TracedRequest): string {
  return trace.answerer === 'simulator' ? `${PRODUCT}.simulator` : 'local';
}

function renamed(attributes: Readonly<Record<string, SpanAttribute>>): Record<string, SpanAttribute | string[]> {
  const named: Record<string, SpanAttribute | string[]> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'finish') named['gen_ai.response.finish_reasons'] = [String(value)];
    else named[STANDARD_NAMES[name] ?? ownName(name)] = value;
  }
  return named;
}

function ownName(name: string): string {
  return name.includes('.') ? name : `${PRODUCT}.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

function attributesOf(values: Readonly<Record<string, SpanAttribute | readonly string[]>>): KeyValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: SpanAttribute | readonly string[]): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
  }
}

function unixNano(startedAtMs: number, offsetMs: number): string {
  // Apart: together they are more than a double holds.
  return String(BigInt(Math.round(startedAtMs)) * BigInt(NS_PER_MS) + BigInt(Math.round(offsetMs * NS_PER_MS)));
}

function idOf({ id, trace }: TracedRequest, part: string, digits: number): string {
  return createHash('sha256')
    .update(`${trace.startedAtMs}/${id}/${trace.model}/${part}`)
    .digest('hex')
    .slice(0, digits);
}
