// Many photos at once: put into albums, taken out, binned, restored. The server takes so many in one call, and no more.
import { beforeEach, expect, test, vi } from "vitest";

type Sent = { method: string; path: string; body: unknown; albumId?: string };
const server = vi.hoisted(() => ({ sent: [] as Sent[], refuse: (_: Sent): boolean => false }));
class Refused extends Error {}

vi.mock("../../src/session/session.svelte", () => ({ session: { user: { containerId: "mine" } } }));
vi.mock("../../src/api/client", () => {
  type Options = { body?: unknown; params?: { path?: { albumId?: string } } };
  const ask = (method: string) => async (path: string, { body, params }: Options) => {
    const sent = { method, path, body, ...(params?.path?.albumId && { albumId: params.path.albumId }) };
    server.sent.push(sent);
    if (server.refuse(sent)) throw new Refused();
    return { code: 0 };
  };
  return { api: { POST: ask("POST"), DELETE: ask("DELETE") }, call: (answer: Promise<unknown>) => answer };
});

import { addToAlbum, batches, removeFromAlbum } from "../../src/albums/contents";
import { emptyBin, purge, restore, trash } from "../../src/bin/jobs";
import { changes } from "../../src/shell/changes.svelte";

const photos = (count: number, containerId = "mine") =>
  Array.from({ length: count }, (_, index) => ({ id: `${containerId}-${index}`, ownerId: `owner-${index % 2}`, containerId }));

beforeEach(() => {
  server.sent = [];
  server.refuse = () => false;
  changes.albums = changes.moments = 0;
});

test("a list in pieces", () => {
  expect(batches([], 3)).toEqual([]);
  expect(batches([1, 2, 3], 3)).toEqual([[1, 2, 3]]);
  expect(batches([1, 2, 3, 4], 3)).toEqual([[1, 2, 3], [4]]);
});

test("photos are added by the hundred, each with its owner", async () => {
  await addToAlbum("7", photos(201));
  const lengths = server.sent.map(({ body }) => (body as { fileIds: unknown[] }).fileIds.length);
  expect(lengths).toEqual([100, 100, 1]);
  expect(server.sent[2]).toEqual({
    method: "POST",
    path: "/koodrive/ose/v1/album/{albumId}/add",
    body: { fileIds: [{ fileId: "mine-200", ownerId: "owner-0" }] },
    albumId: "7",
  });
  expect([changes.albums, changes.moments]).toEqual([1, 1]);
});

test("photos are taken out by the thousand", async () => {
  await removeFromAlbum({ id: "7" }, photos(1001));
  expect(server.sent.map(({ body }) => (body as { ids: string[] }).ids.length)).toEqual([1000, 1]);
  expect(server.sent[0]).toMatchObject({ method: "DELETE", path: "/koodrive/ose/v1/{albumId}/batchDelete" });
});

test("what was done before a refusal is told of, and nothing if nothing was", async () => {
  server.refuse = () => server.sent.length === 2;
  await expect(addToAlbum("7", photos(300))).rejects.toBeInstanceOf(Refused);
  expect(server.sent).toHaveLength(2);
  expect(changes.albums).toBe(1);
  server.sent = [];
  server.refuse = () => true;
  await expect(addToAlbum("7", photos(1))).rejects.toBeInstanceOf(Refused);
  expect(changes.albums).toBe(1);
});

test("files of several spaces are jobs of their own, of a thousand files at most", async () => {
  const [mine, ours] = [photos(1001), photos(2, "ours")];
  await trash([...mine.slice(0, 1), ...ours, ...mine.slice(1)]);
  const jobs = server.sent.map(({ body }) => body as { taskType: number; actionType?: number; taskInfo: { srcContainerId: string; fileInfo: unknown[] } });
  expect(jobs.map(({ taskInfo }) => [taskInfo.srcContainerId, taskInfo.fileInfo.length])).toEqual([
    ["mine", 1000],
    ["mine", 1],
    ["ours", 2],
  ]);
  expect(jobs.every(({ taskType, actionType }) => taskType === 2 && actionType === 201)).toBe(true);
  expect(changes.moments).toBe(1);
});

test("one space that refuses keeps nobody else's from the bin, and is told", async () => {
  server.refuse = ({ body }) => JSON.stringify(body).includes('"theirs"');
  await expect(trash([...photos(1, "theirs"), ...photos(1)])).rejects.toBeInstanceOf(Refused);
  expect(server.sent).toHaveLength(2);
  expect(changes.moments).toBe(1);
});

test("each kind of job says what it is", async () => {
  const one = photos(1);
  await restore(one);
  await purge(one);
  await emptyBin();
  const taskInfo = { srcContainerId: "mine", fileInfo: [{ fileId: "mine-0" }] };
  expect(server.sent.map(({ body }) => body)).toEqual([
    { taskType: 4, taskInfo },
    { taskType: 2, actionType: 202, taskInfo },
    { taskType: 7, actionType: 701, taskInfo: { srcContainerId: "mine" } },
  ]);
});
