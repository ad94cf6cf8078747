// What browsers call themselves.
import { expect, test } from "vitest";
import { deviceOf } from "../../src/settings/device";

const MOZILLA = "Mozilla/5.0";
const GECKO = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`${MOZILLA} (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0`, "Firefox", "Linux"],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${GECKO} Chrome/129.0.0.0 Safari/537.36`, "Chrome", "Windows"],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${GECKO} Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0`, "Edge", "Windows"],
  [`${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15`, "Safari", "macOS"],
  [`${MOZILLA} (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1`, "Safari", "iPhone"],
  [`${MOZILLA} (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/129.0 Mobile/15E148 Safari/604.1`, "Chrome", "iPad"],
  [`${MOZILLA} (Linux; Android 14; Pixel 8) ${GECKO} Chrome/129.0.0.0 Mobile Safari/537.36`, "Chrome", "Android"],
  [`${MOZILLA} (Linux; Android 12; HarmonyOS; ABR-AL80) ${GECKO} Chrome/114.0.0.0 HuaweiBrowser/15.0 Mobile Safari/537.36`, "Huawei Browser", "HarmonyOS"],
  [`${MOZILLA} (Linux; Android 14; SM-S921B) ${GECKO} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`, "Samsung Internet", "Android"],
  ["curl/8.5.0", "curl", undefined],
  ["", undefined, undefined],
])("%s", (agent, browser, system) => expect(deviceOf(agent)).toEqual({ browser, system }));
