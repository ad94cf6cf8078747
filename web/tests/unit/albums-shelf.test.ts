// A list of albums that comes page by page, while others are made and deleted.
import { beforeEach, expect, test, vi } from "vitest";

const server = vi.hoisted(() => ({ albums: [] as string[], asked: [] as string[] }));
vi.mock("../../src/api/client", () => ({
  api: {
    GET: async (_: string, { params }: { params: { query: Record<string, string> } }) => {
      const { pageNum, pageSize, albumKind, albumType } = params.query;
      server.asked.push(`${albumKind}${albumType}/${pageNum}`);
      const [number, size] = [Number(pageNum), Number(pageSize)];
      const here = server.albums.slice((number - 1) * size, number * size);
      return { albumList: here.map((id) => ({ id, albumKind: Number(albumKind), albumType: Number(albumType) })), total: server.albums.length };
    },
  },
  call: (answer: Promise<unknown>) => answer,
}));

import { find } from "../../src/albums/albums";
import { Shelf } from "../../src/albums/shelf.svelte";

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(count - index));
const shown = (shelf: Shelf) => shelf.albums.map(({ id }) => id);

beforeEach(() => {
  server.albums = ids(95);
  server.asked = [];
});

test("more comes until everything is there", async () => {
  const shelf = new Shelf({ kind: 1, type: 2 });
  expect(shelf.hasMore).toBe(true);
  await shelf.reload();
  expect(shelf.albums).toHaveLength(40);
  await shelf.more();
  expect(shelf.hasMore).toBe(true);
  await shelf.more();
  expect(shown(shelf)).toEqual(server.albums);
  expect(shelf.hasMore).toBe(false);
  await shelf.more();
  expect(server.asked).toEqual(["12/1", "12/2", "12/3"]);
});

test("asked twice at once, it is one page", async () => {
  const shelf = new Shelf({ kind: 1, type: 2 });
  await shelf.reload();
  await Promise.all([shelf.more(), shelf.more()]);
  expect(server.asked).toEqual(["12/1", "12/2"]);
});

test("what slides onto the next page while an album is made is shown once", async () => {
  const shelf = new Shelf({ kind: 1, type: 2 });
  await shelf.reload();
  server.albums = ["new", ...server.albums];
  await shelf.more();
  expect(new Set(shown(shelf)).size).toBe(shelf.albums.length);
  await shelf.reload();
  expect(shown(shelf)).toEqual(server.albums.slice(0, 80));
});

test("what is loaded anew overtakes a page that was under way", async () => {
  const shelf = new Shelf({ kind: 1, type: 2 });
  await shelf.reload();
  const late = shelf.more();
  server.albums = ids(3);
  await shelf.reload();
  await late;
  expect(shown(shelf)).toEqual(["3", "2", "1"]);
});

test("an album is found wherever it is, and what is nowhere is not", async () => {
  server.albums = ids(250);
  expect((await find("1"))?.id).toBe("1");
  expect(server.asked.filter((page) => page.startsWith("12")).length).toBe(3);
  expect(await find("nowhere")).toBeUndefined();
});
