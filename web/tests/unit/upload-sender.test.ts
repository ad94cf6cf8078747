// Sending one file through everything that can come in between.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Refused } from "../../src/api/refused";
import type { Facts } from "../../src/upload/facts";
import { Limits, START } from "../../src/upload/plan";
import { send } from "../../src/upload/sender";
import { FakeServer } from "./upload-server";

const MIB = 2 ** 20;

function file(size: number) {
  // A pattern whose length is prime: whatever is put in another place has another digest.
  const bytes = Buffer.alloc(size, Uint8Array.from({ length: 251 }, (_, at) => at + 1));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const to = { containerId: "IAA1", parentFolder: "root", label: "" };
  const facts: Facts = { id: 1, name: "a.jpg", path: [], size, modified: 1, mime: "", kind: "15", to, sha256 };
  return { facts, blob: new Blob([bytes]) };
}

function means(server: FakeServer, signal = new AbortController().signal, limits = new Limits()) {
  const kept: Facts[] = [];
  const progress: number[] = [];
  return {
    kept,
    progressed: progress,
    remote: server,
    limits,
    signal,
    keep: async (facts: Facts) => void kept.push(structuredClone(facts)),
    progress: (bytes: number) => void progress.push(bytes),
  };
}

/** Bytes that the server took, each once. */
const sum = (server: FakeServer) => server.took.reduce((all, [, size]) => all + size, 0);

describe("a file", () => {
  test("goes up in parts, two at a time once the first has come through, each once", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(5 * START + 3)];
    let [now, most] = [0, 0];
    const put = server.put.bind(server);
    server.put = async (...args) => {
      most = Math.max(most, ++now);
      return put(...args).finally(() => now--);
    };
    const all = means(server);
    const fileId = await send(facts, blob, all);
    expect(server.files.get(fileId)).toBe(facts.sha256);
    expect(sum(server)).toBe(blob.size);
    expect(most).toBe(2);
    expect(all.progressed.at(-1)).toBe(blob.size);
    expect(server.asked).toEqual(["create", "complete"]);
  });

  test("whose bytes are there is not sent", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    server.files.set("F9", facts.sha256!);
    expect(await send(facts, blob, means(server))).toBe("F9");
    expect(server.took).toEqual([]);
  });

  test("goes on where an earlier page was, with fresh links", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(4 * START)];
    const stop = new AbortController();
    const first = means(server, stop.signal);
    server.happens = () => void (server.took.length === 3 && stop.abort());
    await expect(send(facts, blob, first)).rejects.toThrow();
    const sent = server.took.length;
    expect(sent).toBeGreaterThan(1);
    server.happens = () => undefined;
    const later = structuredClone(first.kept.at(-1)!);
    await send(later, blob, means(server));
    expect(sum(server)).toBe(blob.size);
    expect(server.asked).toEqual(["create", "links", "complete"]);
  });

  test("whose completion was not heard of is not sent again", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    const all = means(server);
    await send(facts, blob, all);
    const later = structuredClone({ ...all.kept.at(-1)!, parts: [{ size: 10, sent: true }] });
    expect(await send(later, blob, means(server))).toBe(later.fileId);
    expect(server.took).toHaveLength(1);
  });
});

describe("what lies between", () => {
  test("refuses large requests: parts are halved until they come through, and nothing is sent twice", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(20 * MIB + 5)];
    server.happens = ({ size }) => (size > MIB ? "large" : undefined);
    const all = means(server);
    await send(facts, blob, all);
    expect(sum(server)).toBe(blob.size);
    expect([all.limits.size, all.limits.reason]).toEqual([MIB, "large"]);
    const next = file(3 * MIB);
    server.took = [];
    await send(next.facts, next.blob, means(server, undefined, all.limits));
    expect(server.took.map(([, size]) => size)).toEqual([MIB, MIB, MIB]);
  });

  test("refuses everything: that is told, with what to change", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(2 * MIB)];
    server.happens = () => "large";
    await expect(send(facts, blob, means(server))).rejects.toMatchObject({ id: "upload-trouble-large" });
  });

  test("gives up on what takes long: parts are halved at once", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(START)];
    server.happens = ({ size }) => (size > 4 * MIB ? "slow" : undefined);
    const all = means(server);
    await send(facts, blob, all);
    expect([all.limits.size, all.limits.reason]).toEqual([4 * MIB, "slow"]);
    expect(sum(server)).toBe(blob.size);
  });

  test("breaks off now and then: the part is sent again, with no smaller ones", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(6 * START)];
    let turn = 0;
    server.happens = () => (turn++ % 3 === 1 ? "broken" : undefined);
    const all = means(server);
    await send(facts, blob, all);
    expect(sum(server)).toBe(blob.size);
    expect(all.limits.size).toBe(START);
    expect(server.asked).toEqual(["create", "complete"]);
  });

  test("breaks off again and again: parts become smaller, and those that arrived stay", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(4 * START)];
    server.happens = ({ size }) => (server.took.length >= 1 && size > 2 * MIB ? "broken" : undefined);
    const all = means(server);
    await send(facts, blob, all);
    expect(sum(server)).toBe(blob.size);
    expect(all.limits.size).toBe(2 * MIB);
    expect(server.waits).toBeGreaterThan(5);
  });

  test("lets a later part through and not an earlier one: the later one is not given up for that", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(3 * START)];
    let tries = 0;
    server.happens = ({ number }) => (number === 2 && tries++ < 5 ? "broken" : undefined);
    await send(facts, blob, means(server));
    expect(sum(server)).toBe(blob.size);
  });

  test("a server that takes no smaller parts for an upload under way gets a new upload", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(START)];
    server.smallest = 5 * MIB;
    server.happens = ({ size }) => (size > MIB ? "large" : undefined);
    const fileId = await send(facts, blob, means(server));
    expect(server.files.get(fileId)).toBe(facts.sha256);
    expect(sum(server)).toBe(blob.size);
  });

  test("an object store takes no small parts at all", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(12 * MIB)];
    server.smallest = 5 * MIB;
    const create = server.create.bind(server);
    server.create = async (facts, parts) => {
      if (parts.slice(0, -1).some(({ size }) => size < 5 * MIB)) throw new Refused(13000102, 400, "too small");
      return create(facts, parts);
    };
    server.happens = ({ size }) => (size > 5 * MIB ? "large" : undefined);
    const all = means(server);
    await send(facts, blob, all);
    expect(server.took.map(([, size]) => size / MIB)).toEqual([5, 5, 2]);
  });
});

describe("the server", () => {
  test("is away for a while: everything waits, and goes on", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    const away = () => new Refused("unreachable", 0, "");
    server.fails.set("create", [away(), new Refused(0, 502, "")]);
    server.fails.set("complete", [away(), new Refused(13000201, 503, "")]);
    await send(facts, blob, means(server));
    expect(server.asked).toEqual(["create", "create", "create", "complete", "complete", "complete"]);
    expect(server.took).toHaveLength(1);
  });

  test("has a fault that does not pass: after some tries that is told", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    server.fails.set("create", Array.from({ length: 9 }, () => new Refused(13000201, 500, "fault")));
    await expect(send(facts, blob, means(server))).rejects.toMatchObject({ text: "fault" });
    expect(server.asked).toHaveLength(5);
  });

  test("has no room: that is told at once", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    server.fails.set("create", [new Refused(13000311, 507, "full")]);
    await expect(send(facts, blob, means(server))).rejects.toMatchObject({ code: 13000311 });
    expect(server.waits).toBe(0);
  });

  test("has forgotten the upload: it begins anew", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(2 * START)];
    server.happens = ({ number, link }) => void (number === 2 && link.startsWith("F1 ") && server.uploads.delete("F1"));
    const fileId = await send(facts, blob, means(server));
    expect(fileId).toBe("F2");
    expect(server.files.get("F2")).toBe(facts.sha256);
  });

  test("lets links expire: fresh ones are asked for", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(3 * START)];
    server.happens = ({ number, link }) => (number === 2 && link.endsWith(" 1") ? "stale" : undefined);
    await send(facts, blob, means(server));
    expect(server.asked).toEqual(["create", "links", "complete"]);
    expect(sum(server)).toBe(blob.size);
  });

  test("never takes its own links: that is told", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(10)];
    server.happens = () => "stale";
    await expect(send(facts, blob, means(server))).rejects.toMatchObject({ id: "upload-trouble-links" });
  });

  test("has lost a part: all are sent once more; if it is wrong again, that is told", async () => {
    const [server, { facts, blob }] = [new FakeServer(), file(2 * START)];
    server.fails.set("complete", [new Refused(13000402, 400, "part 2")]);
    await send(facts, blob, means(server));
    expect(sum(server)).toBe(2 * blob.size);
    const wrong = file(10);
    wrong.facts.sha256 = "0".repeat(64);
    await expect(send(wrong.facts, wrong.blob, means(new FakeServer()))).rejects.toMatchObject({ code: 13000402 });
  });
});

test("a file that can no longer be read is told from a broken connection", async () => {
  const [server, { facts }] = [new FakeServer(), file(10)];
  server.happens = () => "broken";
  const unreadable = { slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) } as unknown as Blob;
  await expect(send(facts, unreadable, means(server))).rejects.toMatchObject({ id: "upload-trouble-changed" });
});
