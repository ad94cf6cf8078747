// What is sent for an album that is being made or changed.
import { expect, test, vi } from "vitest";

vi.mock("../../src/api/client", () => ({ api: {}, call: () => {} }));

import { COLLECTION, MANUAL, type Album } from "../../src/albums/albums";
import { changed, draftOf, hasRule, isComplete, newAlbum, trial, type Draft } from "../../src/albums/draft";
import type { Family } from "../../src/family/families";

const family = { groupId: "22", id: "33", containerId: "IAA9", name: "We" } as Family;
const manual = (name: string): Draft => ({ ...draftOf(), name });
const rule = (more: Partial<Draft> = {}): Draft => ({ ...draftOf(), type: COLLECTION, parent: "Fp", folders: ["Fa", "Fb"], ...more });
const collection = { id: "7", albumType: COLLECTION, albumKind: 1, scopeKind: "2", scopeDir: ["Fa"], scopeParentFolderId: "Fp" } as Album;

test("an album that is filled by hand is its name and who it is for", () => {
  expect(newAlbum(manual("  Sea  "), "IAA1")).toEqual({ type: MANUAL, albumKind: 1, name: "Sea" });
  expect(newAlbum({ ...manual("Sea"), family }, "IAA1")).toEqual({ type: 2, albumKind: 2, name: "Sea", groupId: "22", shareFolderId: "33" });
});

test("what was chosen of a rule is not sent for an album that is filled by hand", () => {
  expect(newAlbum(rule({ type: MANUAL, name: "Sea" }), "IAA1")).toEqual({ type: 2, albumKind: 1, name: "Sea" });
});

test("a collection is its rule, and may have a name", () => {
  const sent = { type: 1, albumKind: 1, scopeDir: ["Fa", "Fb"], scopeParentFolderId: "Fp", scopeKind: "1,2", containerId: "IAA1" };
  expect(newAlbum(rule(), "IAA1")).toEqual(sent);
  expect(newAlbum(rule({ name: "x", images: false }), "IAA1")).toEqual({ ...sent, name: "x", scopeKind: "2" });
});

test("a change names the folders as UpdateAlbum does", () => {
  expect(changed(rule({ videos: false }))).toEqual({ scopeDirList: ["Fa", "Fb"], scopeParentFolderId: "Fp", scopeKind: "1" });
  expect(changed(manual("Sea"))).toEqual({ name: "Sea" });
});

test("the draft of an album is what the album is", () => {
  const draft = draftOf({ ...collection, name: "Films" });
  expect(draft).toEqual({ type: 1, name: "Films", family: undefined, images: false, videos: true, parent: "Fp", folders: ["Fa"] });
  expect(changed(draft)).toEqual({ name: "Films", scopeDirList: ["Fa"], scopeParentFolderId: "Fp", scopeKind: "2" });
});

test("an outlook of a new shared collection names its family, that of a change its album", () => {
  const scope = { scopeDir: ["Fa", "Fb"], scopeParentFolderId: "Fp", scopeKind: "1,2", containerId: "IAA9", pageSize: 8 };
  expect(trial(rule({ family }), "IAA9")).toEqual({ ...scope, groupId: "22", shareFolderId: "33" });
  expect(trial(rule({ family }), "IAA9", collection)).toEqual({ ...scope, albumId: "7" });
});

test.each([
  ["no name", manual("   "), undefined, false],
  ["a name", manual("Sea"), undefined, true],
  ["20 signs, each of two units", manual("🌊".repeat(20)), undefined, true],
  ["21 signs", manual("🌊".repeat(21)), undefined, false],
  ["a collection without a name", rule(), undefined, true],
  ["a collection without folders", rule({ folders: [] }), undefined, false],
  ["a collection of nothing", rule({ images: false, videos: false }), undefined, false],
  ["a collection with a name that is too long", rule({ name: "x".repeat(21) }), undefined, false],
  ["a collection that had a name and has none", rule(), { ...collection, name: "Films" }, false],
  ["a collection that never had a name", rule(), collection, true],
])("%s", (_, draft, album, complete) => expect(isComplete(draft, album)).toBe(complete));

test("an album that is filled by hand has no rule", () => {
  expect(hasRule(rule())).toBe(true);
  expect(hasRule(rule({ type: MANUAL }))).toBe(false);
  expect(hasRule(rule({ parent: undefined }))).toBe(false);
});
