// Numbers as people type them, and times as invitations print them.
import { expect, test } from "vitest";
import { dialled, printed } from "../../src/family/number";

test.each([
  ["008613800138000", "008613800138000"],
  ["+8613800138000", "008613800138000"],
  [" +86 138-0013-8000 ", "008613800138000"],
  ["＋８６ １３８ ００１３ ８０００", "008613800138000"],
  ["+27 (82) 123.4567", "0027821234567"],
  ["\u202a+27821234567\u202c", "0027821234567"],
  ["00123456", "00123456"],
])("%j is %s", (typed, number) => expect(dialled(typed)).toBe(number));

test.each(["", "13800138000", "+", "+12345", "0012345", "00" + "1".repeat(19), "+86 call me", "86138001380", "++8613800138000"])(
  "%j is no number with a country code",
  (typed) => expect(dialled(typed)).toBeUndefined(),
);

test("the times of invitations", () => {
  expect(printed("Tue Sep 02 02:25:46 UTC 2025")).toBe(Date.UTC(2025, 8, 2, 2, 25, 46));
  expect(printed("Thu Jan 01 00:00:00 UTC 1970")).toBe(0);
  expect(printed("2025-09-02")).toBeNaN();
  expect(printed("Tue Foo 02 02:25:46 UTC 2025")).toBeNaN();
});
