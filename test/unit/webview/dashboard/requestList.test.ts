import { describe, expect, it } from 'vitest';
import { requestNodeId } from '../../../../src/shared/tree/requestNodes.ts';
import { RequestList } from '../../../../src/webview/dashboard/requestList.ts';
import { sampleRequest, sampleRequests, sampleTrace } from '../../shared/samples/sampleClient.ts';

function ids(list: RequestList): readonly string[] {
  return list.listed([]).nodes.map(({ id }) => id.replace(/request:|@.*/g, ''));
}

describe('the list of requests', () => {
  it('puts what is new on top of what it has', () => {
    const list = new RequestList();
    expect(list.update(sampleRequests(2))).toBe(true);
    expect(list.update(sampleRequests(4, 2))).toBe(true);
    expect(ids(list)).toEqual(['4', '3', '2', '1']);
  });

  it('says that something is missing, and shows what it has until all comes', () => {
    const list = new RequestList();
    list.update(sampleRequests(2));
    expect(list.update(sampleRequests(9, 5))).toBe(false);
    expect(ids(list)).toEqual(['2', '1']);
    expect(list.update(sampleRequests(9))).toBe(true);
    expect(ids(list)).toHaveLength(9);
  });

  it('holds the newest 10,000', () => {
    const list = new RequestList();
    list.update(sampleRequests(10_000));
    list.update(sampleRequests(10_003, 10_000));
    expect(ids(list)).toHaveLength(10_000);
    expect(ids(list)[0]).toBe('10003');
    expect(ids(list).at(-1)).toBe('4');
  });

  it('lists the outcomes of the filter, and counts all', () => {
    const list = new RequestList();
    list.update(sampleRequests(21));
    const { nodes, counts } = list.listed(['fallback']);
    expect(nodes.map(({ id }) => id)).toEqual([21, 14, 7].map((id) => requestNodeId(sampleRequest(id))));
    expect(counts).toEqual({ cache: 12, model: 6, fallback: 3, unavailable: 0, cancelled: 0 });
  });

  it('makes a row once, so that an update of ten thousand costs what is new', () => {
    const list = new RequestList();
    list.update(sampleRequests(3));
    const before = list.listed([]).nodes;
    list.update(sampleRequests(4, 3));
    expect(
      list
        .listed([])
        .nodes.slice(1)
        .map((node, index) => node === before[index]),
    ).toEqual([true, true, true]);
  });

  it('asks for spans once, and shows them when they come', () => {
    const list = new RequestList();
    list.update(sampleRequests(3));
    const nodeId = requestNodeId(sampleRequest(3));
    expect([list.wanted(nodeId), list.wanted(nodeId)]).toEqual([3, undefined]);
    list.addTrace(3, sampleTrace(sampleRequest(3)));
    expect(list.wanted(nodeId)).toBeUndefined();
    expect(list.listed([]).nodes[0]?.children?.length).toBeGreaterThan(5);
    expect(list.wanted('request:3@1'), 'the third of an earlier window').toBeUndefined();
    list.addTrace(2, undefined);
    expect(list.wanted(requestNodeId(sampleRequest(2)))).toBeUndefined();
    expect(list.listed([]).nodes[1]?.children?.[0]?.label).toBe('The trace is not known any more');
  });
});
