import { systemClock } from './src/core/base/clock.ts';
import { startSimulator } from './src/core/simulator/simulator.ts';
import { preciseClock } from './src/core/simulator/preciseClock.ts';
import { silentLogger } from './src/core/base/logger.ts';
import { noFaults } from './src/core/simulator/faults.ts';
import { openClient } from './bench/support/client.ts';
import { dumpsOfOneWorld, readScenario, cycle } from './bench/support/scenarios.ts';
import { measure, primeMeasuring } from './src/core/bench/measure.ts';
import { budgetFor } from './src/core/bench/budget.ts';
import { summarize } from './src/core/bench/statistics.ts';
import { setImmediate as turn } from 'node:timers/promises';
const sim=await startSimulator({clock:preciseClock,logger:silentLogger,seed:1,latency:{type:'fixed',serviceTimeMs:0},faults:noFaults,mode:{type:'rules'}} as never);
const client=openClient({clock:systemClock,seed:1} as never, sim.endpoint);
const dumps=dumpsOfOneWorld(64,42); const sc=dumps.map(readScenario);
await client.plan(sc[0]!);
if (process.argv[2]==='each') { for(let r=0;r<6;r++){ const ts:number[]=[]; for(let i=0;i<5000;i++){const s=readScenario(dumps[i&63]!); const t=performance.now(); await client.plan(s); ts.push((performance.now()-t)*1e3);} ts.sort((a,b)=>a-b); console.log('each','p10',ts[500]!.toFixed(2),'p50',ts[2500]!.toFixed(2),'p95',ts[4750]!.toFixed(2)); } }
else { const ports={clock:systemClock,turn:()=>turn()}; const sig=new AbortController().signal; if(process.argv[3]) await primeMeasuring(ports,sig); const next=cycle(dumps); let s=sc[0]!;
 for (let r=0;r<3;r++){ const m=await measure(process.argv[2]==='fresh'?{call:'async',beforeEach:()=>{s=readScenario(next());},run:()=>client.plan(s)}:{call:'async',run:()=>client.plan(sc[r++&63]!)},budgetFor('full'),ports,sig); const z=summarize(m.samplesNs); console.log(process.argv[2],z.samples,'min',(z.min!/1e3).toFixed(2),'p50',(z.p50!/1e3).toFixed(2),'p95',(z.p95!/1e3).toFixed(2)); } }
client.dispose(); await sim.dispose();
