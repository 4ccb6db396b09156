// A model server with a real engine behind it. Tells its parent where it listens, and ends with it.
import { ENGINE_THREADS, Engine } from '../engine.ts';
import type { EngineOptions, EngineStats, FromEngine } from '../engineProtocol.ts';
import { type Llama, loadNodeLlamaCpp, loadTemplates, type NodeLlamaCpp } from '../nodeLlamaCpp.ts';
import { Answers } from '../server/answers.ts';
import { DialectServer, sendJson } from '../server/dialectServer.ts';
import { llamaCppDialect } from '../server/llamaCppDialect.ts';
import { ollamaDialect } from '../server/ollamaDialect.ts';
import { openAiDialect } from '../server/openAiDialect.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
const tell = (message: FromEngine): void => void process.send?.(message);
process.once('disconnect', () => process.exit());

let unhandledErrors = 0;
const loaded = await load();
if (loaded !== undefined) {
  const addresses = await serve(loaded);
  process.on('unhandledRejection', () => unhandledErrors++);
  process.on('uncaughtException', () => unhandledErrors++);
  tell({ type: 'listening', addresses });
}

/** Undefined, and the parent told, where this machine cannot run the compiled code: the only failure that is expected. */
async function load(): Promise<{ readonly library: NodeLlamaCpp; readonly llama: Llama } | undefined> {
  try {
    const library = await loadNodeLlamaCpp(options.enginePath);
    const llama = await library.getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      maxThreads: ENGINE_THREADS,
      logLevel: 'error',
    });
    return { library, llama };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: 'unavailable', reason: `node-llama-cpp's binaries do not run on this machine (${message})` });
    return undefined;
  }
}

async function serve({ library, llama }: { readonly library: NodeLlamaCpp; readonly llama: Llama }) {
  const { modelPath, modelName, contextTokens } = options;
  const templates = await loadTemplates(options.templatesPath);
  const answers = new Answers(await Engine.load({ library, llama, templates, modelPath, contextTokens }));
  const ollama = await DialectServer.listen(ollamaDialect(answers, modelName));
  const llamaCpp = await DialectServer.listen(llamaCppDialect(answers, modelName));
  const openAi = await DialectServer.listen(openAiDialect(answers, modelName));

  const stats = (): EngineStats => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const openSockets = ollama.openSockets + llamaCpp.openSockets + openAi.openSockets;
    return { ...answers.stats(), openSockets, unhandledErrors, heapBytes: heapUsed, residentBytes: rss };
  };
  const watchers = await DialectServer.listen({
    routes: new Map([['GET /', (_fields, response) => sendJson(response, 200, stats())]]),
    errorBody: (_status, error) => ({ error: error.message }),
  });
  return {
    endpoints: { ollama: ollama.endpoint, 'llama.cpp': llamaCpp.endpoint, openai: openAi.endpoint },
    statsUrl: watchers.endpoint,
  };
}
