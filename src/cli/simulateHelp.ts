import { faultMeanings } from '../core/simulator/faults.ts';

/** The text of `simulate --help`. */
export function simulateHelp(): string {
  const faults = Object.entries(faultMeanings).map(([kind, meaning]) => `    ${kind.padEnd(20)}${meaning}`);
  return `Usage: planscope simulate [options]

Starts a model server on 127.0.0.1 that speaks the dialects of Ollama, llama.cpp and OpenAI and plans by rules from the
world snapshot in the prompt. It is no language model and says so: its model is called "simulator". Ctrl+C ends it.

  --port N            port to listen on; 0 for any free one (default 0)
  --model NAME        a further model name to answer for; may be repeated
  --service-time MS   milliseconds from request to complete answer (default 0)
  --profile phi3      as slow as a small model on a laptop: load, prefill and decode, one request at a time
  --scale F           factor on the times of --profile or --replay (default 1)
  --replay FILE       answer with recorded transcripts (JSON lines), in their recorded time
  --fail KIND=RATE    let this share of requests (0 to 1) fail in this way; may be repeated
  --seed N            whole number that fixes which requests fail and how times vary (default 1)
  --dialect NAME      speak only ollama, llama.cpp or openai; may be repeated (default all three)
  --structured RUNG   take only requests for schema, grammar, json or text; may be repeated (default all four)
  --api-key KEY       answer only to those who show this key, except on /health
  --parallel N        work on so many requests of a model at a time (default: all, or 1 with --profile)
  --context N         context of llama.cpp and openai, in tokens (default 8192)
  --help              this text

Kinds of failure:
${faults.join('\n')}
`;
}
